// Which tokens of a rendered conversation the assistant writes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "templates/template.h"
#include "text/tokenizer.h"

namespace dragoman::templates {

// How many tokens of `ids` (the encoded `text`) lie before byte `at`. A token that reaches over it
// does not count.
size_t tokens_before(const text::Tokenizer& tokenizer, const std::string& text,
                     const std::vector<TokenId>& ids, size_t at);

// 1 for each token with a byte in one of the spans: `assistant_masks` of transformers.
std::vector<uint8_t> assistant_mask(const text::Tokenizer& tokenizer, const Rendered& rendered,
                                    const std::vector<TokenId>& ids);

}  // namespace dragoman::templates
