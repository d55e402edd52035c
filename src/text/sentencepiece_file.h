// SentencePiece model files (Kudo and Richardson 2018) as a tokenizer.json.
#pragma once

#include <optional>
#include <string>

#include "base/files.h"

namespace dragoman::text {

// The model file that a path means: a file named *.model, or the one in a folder without a
// tokenizer.json. Nothing for any other path.
std::optional<Path> find_sentencepiece_file(const Path& folder_or_file);

// The tokenizer.json that gives the same ids, no token around a text. Control and user-defined
// pieces written out in a text become their ids. Only unigram models; another is an Error.
std::string sentencepiece_json(const Path& file);

}  // namespace dragoman::text
