#include "metrics/ngram_masks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/random.h"

namespace dragoman::metrics {
namespace {

std::vector<Symbol> random_symbols(Rng& rng, size_t length, uint64_t kinds, Symbol first) {
  std::vector<Symbol> symbols(length);
  for (Symbol& symbol : symbols) symbol = first + static_cast<Symbol>(rng.below(kinds));
  return symbols;
}

std::map<std::vector<Symbol>, int64_t> counted(const std::vector<Symbol>& symbols, size_t order) {
  std::map<std::vector<Symbol>, int64_t> counts;
  for (size_t i = 0; i + order <= symbols.size(); ++i) {
    const auto begin = symbols.begin() + static_cast<std::ptrdiff_t>(i);
    ++counts[{begin, begin + static_cast<std::ptrdiff_t>(order)}];
  }
  return counts;
}

std::vector<int64_t> counted_matches(const std::vector<Symbol>& hypothesis,
                                     const std::vector<Symbol>& reference, size_t orders) {
  std::vector<int64_t> matches(orders, 0);
  for (size_t n = 1; n <= orders; ++n) {
    const auto theirs = counted(reference, n);
    for (const auto& [ngram, count] : counted(hypothesis, n))
      if (const auto found = theirs.find(ngram); found != theirs.end())
        matches[n - 1] += std::min(count, found->second);
  }
  return matches;
}

class NgramMatches : public testing::TestWithParam<size_t> {};  // length of the reference

TEST_P(NgramMatches, AreTheClippedCountsOfEveryOrder) {
  Rng rng = Rng(7).derive("ngrams", GetParam());
  for (const uint64_t kinds : {1, 2, 5, 40})
    for (const Symbol first : {1U, 120U, 70000U})
      for (const int order : {1, 2, 6, 20}) {
        const auto reference = random_symbols(rng, GetParam(), kinds, first);
        auto hypothesis = random_symbols(rng, rng.below(150), kinds + 1, first);
        // Half of it is taken from the reference, so that long n-grams match.
        const auto part = static_cast<std::ptrdiff_t>(reference.size() / 2);
        hypothesis.insert(hypothesis.begin(), reference.begin(), reference.begin() + part);
        hypothesis.push_back(0);
        const auto expected = counted_matches(hypothesis, reference, static_cast<size_t>(order));
        std::vector<int64_t> matches(static_cast<size_t>(order), -1);
        NgramMasks(reference, order).match(hypothesis, matches);
        EXPECT_EQ(matches, expected) << kinds << " kinds from " << first << ", order " << order;
        NgramTable(std::span(&reference, 1), order).match(hypothesis, matches);
        EXPECT_EQ(matches, expected) << "table";
      }
}

INSTANTIATE_TEST_SUITE_P(Lengths, NgramMatches,
                         testing::Values(0, 1, 63, 64, 65, 128, 129, 200, 256, 300, 512));

}  // namespace
}  // namespace dragoman::metrics
