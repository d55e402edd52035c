// MinHash (Broder 1997) with locality-sensitive bands (Leskovec, Rajaraman, Ullman, "Mining of
// Massive Datasets", section 3.4): texts that share most of their shingles share a band's key.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "corpus/normal_text.h"

namespace dragoman::corpus {

// The distinct hashes of all stretches of `length` units, ascending; of a shorter text, one for the
// whole of it. Empty only where there are no units.
std::vector<uint32_t> shingles_of(std::span<const Unit> units, int64_t length);

// Shared shingles by all shingles, in [0, 1]; both ascending and distinct.
double jaccard(std::span<const uint32_t> a, std::span<const uint32_t> b);

// Two texts of Jaccard similarity s share a key with probability 1 - (1 - s^rows)^bands.
class MinHash {
 public:
  MinHash(int64_t bands, int64_t rows);

  // One key a band, of 64 bits; the shingles may not be empty. Thread-safe, and the same on every
  // machine.
  std::vector<uint64_t> keys(std::span<const uint32_t> shingles) const;

 private:
  static constexpr size_t kBlock = 16;

  size_t bands_;
  size_t rows_;
  std::vector<uint32_t> masks_;    // one a hash function, padded to whole blocks
  std::vector<uint32_t> factors_;  // odd
};

}  // namespace dragoman::corpus
