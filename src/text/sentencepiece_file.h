// SentencePiece model files as a tokenizer.json.
#pragma once

#include <optional>
#include <string>

#include "base/files.h"

namespace dragoman::text {

// The model file that a path means: a file named *.model, or the one in a folder without a
// tokenizer.json. Nothing for any other path.
std::optional<Path> find_sentencepiece_file(const Path& folder_or_file);

// The tokenizer.json that gives the same ids, for unigram models and byte-pair encoding. Text is
// laid out as the file's own normalizer says; where tokenizer_config.json beside it names
// LlamaTokenizer or GemmaTokenizer, as `transformers` lays it out for these. Control and
// user-defined pieces written out in a text become their ids, byte pieces those of a unigram model;
// a user-defined one that begins a text gets no space in front. `add_bos_token` and `add_eos_token`
// of tokenizer_config.json are heeded.
std::string sentencepiece_json(const Path& file);

}  // namespace dragoman::text
