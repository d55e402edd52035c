// What a decoder computes at once: a list of rows, one token at its position each. No tensors.
#pragma once

#include <cstdint>

#include "generation/pages.h"

namespace dragoman::generation {

// Rows of one sequence stand together, in the order of their positions; a row looks at itself and
// at what is in its pages, which earlier rows of the same step may have written.
struct StepRow {
  TokenId token = 0;
  int32_t position = 0;
  int32_t length = 0;  // of the sequence, where rotary frequencies depend on it
  const PageTable* pages = nullptr;
  int32_t draw_begin = 0,
          draw_end = 0;  // places in a list of the caller's; equal: its logits matter to none

  bool is_drawn() const { return draw_begin < draw_end; }
};

}  // namespace dragoman::generation
