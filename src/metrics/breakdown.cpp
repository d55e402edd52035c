#include "metrics/breakdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "metrics/units.h"

namespace dragoman::metrics {

std::vector<int64_t> segment_lengths(const Corpus& corpus, LengthSide side,
                                     const std::string& unit) {
  std::vector<int64_t> lengths;
  for (size_t i = 0; i < corpus.size(); ++i) {
    const Segment segment = corpus.segment(i);
    if (side == LengthSide::kReference && segment.references.empty())
      throw_input("a breakdown by reference length needs a reference for every sentence");
    Vocabulary vocabulary;
    const std::string_view text =
        side == LengthSide::kSource ? segment.source : std::string_view(segment.references.front());
    lengths.push_back(static_cast<int64_t>(add_units(text, unit, vocabulary).size()));
  }
  return lengths;
}

std::string Bucket::label() const {
  return end ? fmt::format("[{}, {})", first, *end) : fmt::format("[{}, ∞)", first);
}

std::vector<Bucket> length_buckets(std::span<const int64_t> lengths,
                                   std::span<const int64_t> edges) {
  std::vector<Bucket> buckets(1);
  for (const int64_t edge : edges) {
    DRAGOMAN_CHECK(edge > buckets.back().first, "edges of buckets rise");
    buckets.back().end = edge;
    buckets.emplace_back().first = edge;
  }
  for (size_t i = 0; i < lengths.size(); ++i) {
    const auto behind = std::upper_bound(edges.begin(), edges.end(), lengths[i]);
    buckets[static_cast<size_t>(behind - edges.begin())].rows.push_back(i);
  }
  return buckets;
}

std::vector<int64_t> usual_edges() { return {10, 20, 30, 40, 50, 60}; }

std::vector<BucketScore> breakdown(const Metric& metric, const Statistics& statistics,
                                   std::span<const Bucket> buckets) {
  std::vector<BucketScore> scores;
  for (const Bucket& bucket : buckets) {
    const double score = bucket.rows.empty() ? 0.0 : metric.score(statistics.sums(bucket.rows));
    scores.push_back({bucket.label(), bucket.rows.size(), score});
  }
  return scores;
}

}  // namespace dragoman::metrics
