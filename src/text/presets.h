// Byte-level tokenizers that are described by a name instead of a file: what goes into the
// tokenizer.json of a trained tokenizer, and of the older folders that hold only lists.
#pragma once

#include <string_view>
#include <vector>

#include "text/tokenizer_file.h"

namespace dragoman::text {

// "gpt2": words with their space, runs of digits. "qwen2": digits one by one, line ends apart.
// "llama3": as qwen2, digits by threes. Any other name is an Error.
std::vector<std::string_view> preset_names();

// The whole document without vocabulary and merges; `normalizer` is "none" or a Unicode form
// ("NFC"). `tokens` fill added_tokens.
TokenizerFile preset_file(std::string_view preset, std::string_view normalizer,
                          const std::vector<AddedToken>& tokens);

}  // namespace dragoman::text
