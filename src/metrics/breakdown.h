// A score split by sentence length: a pure function of the statistics, no text is scored again.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metrics/corpus.h"

namespace dragoman::metrics {

enum class LengthSide { kSource, kReference };  // of several references, the first

// Lengths in words, or in characters without white space where `unit` says so.
std::vector<int64_t> segment_lengths(const Corpus& corpus, LengthSide side,
                                     const std::string& unit = "word");

struct Bucket {
  int64_t first = 0;           // lengths first … end-1
  std::optional<int64_t> end;  // nullopt: no upper end
  std::vector<size_t> rows;    // sentences, in their order

  std::string label() const;  // "[10, 20)", "[60, ∞)"
};

// The buckets [0, e1), [e1, e2), …, [eN, ∞); edges rise. Empty buckets are kept, every sentence is
// in exactly one.
std::vector<Bucket> length_buckets(std::span<const int64_t> lengths,
                                   std::span<const int64_t> edges);
std::vector<int64_t> usual_edges();  // 10, 20, … 60

struct BucketScore {
  std::string label;
  size_t sentences = 0;
  double score = 0.0;  // 0 where there is no sentence
};

std::vector<BucketScore> breakdown(const Metric& metric, const Statistics& statistics,
                                   std::span<const Bucket> buckets);

}  // namespace dragoman::metrics
