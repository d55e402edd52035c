// The special tokens that a tokenizer.json puts around one sequence.
#pragma once

#include <vector>

#include "text/json_place.h"
#include "text/token.h"

namespace dragoman::text {

struct SpecialFrame {
  std::vector<TokenId> before;
  std::vector<TokenId> after;
};

// From "post_processor" of a tokenizer.json; one that is not known is an Error naming it.
SpecialFrame make_special_frame(const JsonPlace& place);

}  // namespace dragoman::text
