#include "metrics/metric.h"

#include <array>

#include "base/error.h"

namespace dragoman::metrics {
namespace {

constexpr size_t kFewStatistics = 64;  // of every built-in metric; these stay off the heap

}  // namespace

std::unique_ptr<const PreparedReference> Metric::prepare(const Segment& segment) const {
  if (info_.needs_references && segment.references.empty())
    throw_input("{} needs at least one reference", info_.name);
  return prepare_checked(segment);
}

void Metric::batch_statistics(std::span<const std::string_view> hypotheses,
                              std::span<const Segment> segments, std::span<double> out) const {
  for (size_t i = 0; i < segments.size(); ++i)
    statistics(hypotheses[i], *prepare(segments[i]),
               out.subspan(i * info_.statistics, info_.statistics));
}

bool Metric::stays_single(std::span<const double>) const { return false; }

std::string Metric::preprocess(std::string_view text) const { return std::string(text); }

std::string Metric::details(std::span<const double>) const { return {}; }

double Metric::sentence_score(std::string_view hypothesis,
                              const PreparedReference& reference) const {
  if (info_.statistics <= kFewStatistics) {
    std::array<double, kFewStatistics> sums;
    const std::span<double> used = std::span(sums).first(info_.statistics);
    statistics(hypothesis, reference, used);
    return score(used);
  }
  std::vector<double> sums(info_.statistics);
  statistics(hypothesis, reference, sums);
  return score(sums);
}

double Metric::sentence_score(std::string_view hypothesis, const Segment& segment) const {
  return sentence_score(hypothesis, *prepare(segment));
}

}  // namespace dragoman::metrics
