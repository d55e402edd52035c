// The n-grams of one short reference, bit-parallel: a bit a reference position.
// Idea: for every order there is a word of the positions where the n-gram that ends at the current
// hypothesis symbol also ends in the reference; the next symbol's word is that of the order below,
// shifted by one and masked with the positions of the symbol. Each n-gram of the hypothesis uses up
// one reference occurrence, so the used bits are the clipped matches. Cost: order × length × words
// of 64 positions, without a table of n-grams; memory: a few words a distinct symbol.
#pragma once

#include <array>
#include <vector>

#include "metrics/ngram_table.h"

namespace dragoman::metrics {

class NgramMasks {
 public:
  static constexpr size_t kLongest = 512;  // symbols of a reference; beyond it NgramTable is faster
  static constexpr int kMaxOrder = 20;

  // At most kLongest symbols, none of them 0; order 1 … kMaxOrder.
  NgramMasks(std::span<const Symbol> symbols, int max_order);

  // As NgramTable::match.
  void match(std::span<const Symbol> symbols, std::span<int64_t> matches) const;

 private:
  struct Slot {
    Symbol symbol;  // 0: free
    uint32_t row;
  };

  static constexpr Symbol kDirect = 128;  // symbols below have an array in place of a hash table

  void name_row(Symbol symbol, uint32_t row);
  uint32_t row_of(Symbol symbol) const;
  size_t slot_of(Symbol symbol) const;  // where it is, or the free one where it goes
  template <size_t kWords>
  void match_words(std::span<const Symbol> symbols, std::span<int64_t> matches) const;

  int max_order_;
  size_t words_;  // 1, 2, 4 or 8
  std::array<uint16_t, kDirect> direct_{};
  std::vector<Slot> slots_;
  std::vector<uint64_t> rows_;  // row 0 is empty: of symbols the reference lacks
};

}  // namespace dragoman::metrics
