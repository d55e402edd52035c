// Older checkpoint folders: vocab.json and merges.txt instead of a tokenizer.json.
#pragma once

#include <string>

#include "base/files.h"

namespace dragoman::text {

// Whether the folder has the two lists and no tokenizer.json.
bool has_classic_files(const Path& folder);

// The tokenizer.json that the folder's lists and tokenizer_config.json amount to. The class named
// there decides how text is cut: GPT2Tokenizer (also where none is named) or Qwen2Tokenizer;
// another one is an Error.
std::string classic_tokenizer_json(const Path& folder);

}  // namespace dragoman::text
