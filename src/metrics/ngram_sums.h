// The n-grams of many sequences, summed: what a hypothesis has in common with all of them together
// is read off in one pass over it.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "metrics/ngram_table.h"

namespace dragoman::metrics {

// Idea: min(a, b) is the number of k with a >= k and b >= k. So it is enough to know, for every
// n-gram and every k, how many sequences have it at least k times.
class NgramSums {
 public:
  explicit NgramSums(size_t max_order) : having_(max_order), ngrams_(max_order) {}

  // A sequence that counts `count` times.
  void add(std::span<const Symbol> symbols, double count);

  // matches[n-1] = the sum over the sequences of what they have in common with this one, times
  // their count; for n = 1 … the longest order.
  void match(std::span<const Symbol> symbols, std::span<double> matches) const;

  double sequences_with(size_t order) const { return having_[order - 1]; }  // any n-gram of it
  double ngrams(size_t order) const { return ngrams_[order - 1]; }          // in all sequences

 private:
  using Node = uint32_t;

  // Calls visit(n-gram, order) for every n-gram of the sequence; `next(prefix, symbol)` is the
  // n-gram one symbol longer, kNone where nobody has it.
  template <class Next, class Visit>
  void walk(std::span<const Symbol> symbols, Next&& next, Visit&& visit) const;

  std::unordered_map<uint64_t, Node> nodes_;  // by the shorter n-gram and the last symbol
  std::vector<std::vector<double>> levels_;   // [n-gram][k-1]: sequences that have it >= k times
  std::vector<double> having_, ngrams_;       // [order-1]
};

}  // namespace dragoman::metrics
