// The largest of a tensor's values without having them all in memory: histograms over two or three
// passes find where to cut, exactly.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "merging/parts.h"

namespace dragoman::merging {

// Sizes as numbers in the same order; the key of 0 is 0.
inline uint32_t size_key(float value) { return std::bit_cast<uint32_t>(value) & 0x7fffffffU; }

// Takes what has a larger key, and of equal ones those at the lower places. Never a key of 0: what
// does not change a weight is no choice.
struct Cut {
  uint32_t key = 1;
  int64_t last = INT64_MAX;

  bool takes(uint32_t other, int64_t place) const {
    return other > key || (other == key && place <= last);
  }
  // Whether all but the keys of 0 are taken.
  bool takes_all() const { return key == 1 && last == INT64_MAX; }
};

inline constexpr Cut kNothing{UINT32_MAX, -1};

// How many of `size` positions a density is.
int64_t quota(double density, int64_t size);

// Fills the keys (below 2^31) of model k's elements; from several threads at once.
using KeysOf = std::function<void(const Stretch& stretch, size_t k, uint32_t* keys)>;

enum class Exactness {
  kExact,  // as many as were asked for, or all that are not 0
  kCheap   // in one pass where that is possible: perhaps fewer, but at least one if there is one
};

// For each model, the cut that takes its counts[k] largest keys.
std::vector<Cut> find_cuts(const Parts& parts, std::span<const int64_t> counts,
                           const KeysOf& keys_of, Exactness exactness = Exactness::kExact);

}  // namespace dragoman::merging
