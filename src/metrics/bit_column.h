// One column of the Levenshtein matrix in machine words (Myers, 1999): bit j says whether the cell
// below row j is one more than the cell above it, or one less. 64 rows a block.
#pragma once

#include <cstdint>

namespace dragoman::metrics {

struct BitColumn {
  uint64_t more = ~uint64_t{0};
  uint64_t less = 0;

  // Reads one symbol of the text. `equal` has the bits of the rows that hold it, `last` the bit of
  // the block's last row. `carry` is the difference (-1, 0 or 1) of this column to the one before
  // at the block's upper edge; always 1 at the top of the matrix. Returns that of the lower edge.
  int read(uint64_t equal, uint64_t last, int carry) {
    const uint64_t vertical = equal | less;
    if (carry < 0) equal |= 1;
    const uint64_t diagonal = (((equal & more) + more) ^ more) | equal;
    uint64_t right_more = less | ~(diagonal | more);
    uint64_t right_less = more & diagonal;
    const int below = ((right_more & last) != 0 ? 1 : 0) - ((right_less & last) != 0 ? 1 : 0);
    right_more = (right_more << 1) | (carry > 0 ? 1U : 0U);
    right_less = (right_less << 1) | (carry < 0 ? 1U : 0U);
    more = right_less | ~(vertical | right_more);
    less = right_more & vertical;
    return below;
  }
};

}  // namespace dragoman::metrics
