// Who owns which position of a tensor: models choose by turns, each what matters most to it among
// what nobody has, so their masks are disjoint (Wang et al., OBIM, arXiv 2502.12217).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "merging/cut.h"

namespace dragoman::merging {

struct Turns {
  std::vector<int64_t> quotas;       // positions of each model in the end
  int64_t rounds = 1;                // in which it takes as many each time, but for rounding
  size_t at_once = size_t{1} << 22;  // candidates of a model in memory; the result does not change
};

// By position: 0 for nobody, else k + 1. Of equal keys the lower place is taken first; a key of 0
// is never taken, so a model may end with less than its quota. One byte a position is in memory.
std::vector<uint8_t> choose_owners(const Parts& parts, const Turns& turns, const KeysOf& keys_of);

}  // namespace dragoman::merging
