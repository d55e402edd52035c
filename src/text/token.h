// A token id: an index into a tokenizer's vocabulary.
#pragma once

#include <cstdint>

namespace dragoman {

using TokenId = int32_t;

}  // namespace dragoman
