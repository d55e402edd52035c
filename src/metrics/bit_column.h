// One column of the Levenshtein matrix in two machine words (Myers, 1999, in Hyyrö's formulation
// for whole strings): bit j says whether the cell below row j is one more, or one less.
#pragma once

#include <cstdint>

namespace dragoman::metrics {

// The pattern has 1 … 64 symbols and runs down the column.
struct BitColumn {
  uint64_t more = ~uint64_t{0};
  uint64_t less = 0;
  int32_t distance = 0;  // of the whole pattern to the text read so far

  static BitColumn start(int32_t pattern_length) { return {~uint64_t{0}, 0, pattern_length}; }

  // Reads one symbol of the text; `equal` has the bits of the pattern positions that hold it,
  // `last` the bit of the pattern's last position.
  void read(uint64_t equal, uint64_t last) {
    const uint64_t diagonal = (((equal & more) + more) ^ more) | equal | less;
    uint64_t right_more = less | ~(diagonal | more);
    const uint64_t right_less = diagonal & more;
    distance += (right_more & last) != 0 ? 1 : 0;
    distance -= (right_less & last) != 0 ? 1 : 0;
    right_more = (right_more << 1) | 1;
    more = (right_less << 1) | ~(diagonal | right_more);
    less = diagonal & right_more;
  }
};

}  // namespace dragoman::metrics
