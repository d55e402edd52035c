// A hash table from pairs of token ids to what they merge into; open addressing, built once.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "text/token.h"

namespace dragoman::text {

struct Merge {
  int32_t rank = std::numeric_limits<int32_t>::max();  // lower ranks merge first; max: no merge
  TokenId id = -1;                                     // what the pair becomes
};

inline constexpr Merge kNoMerge{};

class PairTable {
 public:
  explicit PairTable(size_t pairs)
      : slots_(std::bit_ceil(pairs * 2 + 1)), mask_(slots_.size() - 1) {}

  // A pair given again keeps its last merge, as `tokenizers` does.
  void put(TokenId left, TokenId right, Merge merge) {
    const uint64_t key = key_of(left, right);
    size_t i = place_of(key);
    while (slots_[i].key != kEmpty && slots_[i].key != key) i = (i + 1) & mask_;
    slots_[i] = {key, merge};
  }

  Merge find(TokenId left, TokenId right) const {
    const uint64_t key = key_of(left, right);
    for (size_t i = place_of(key); slots_[i].key != kEmpty; i = (i + 1) & mask_)
      if (slots_[i].key == key) return slots_[i].merge;
    return kNoMerge;
  }

 private:
  static constexpr uint64_t kEmpty = ~uint64_t{0};
  struct Slot {
    uint64_t key = kEmpty;
    Merge merge;
  };

  static uint64_t key_of(TokenId left, TokenId right) {
    return (uint64_t{static_cast<uint32_t>(left)} << 32) | static_cast<uint32_t>(right);
  }
  size_t place_of(uint64_t key) const {
    key *= 0x9E3779B97F4A7C15ULL;
    return static_cast<size_t>(key ^ (key >> 32)) & mask_;
  }

  std::vector<Slot> slots_;
  size_t mask_;
};

}  // namespace dragoman::text
