#include "metrics/metric.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"

namespace dragoman::metrics {
namespace {

constexpr size_t kFewStatistics = 64;  // of every built-in metric; these stay off the heap

class OneByOne final : public Aggregate {
 public:
  OneByOne(const Metric& metric, std::span<const Counted> references) : metric_(metric) {
    for (const Counted& reference : references) {
      const std::string text(reference.text);
      prepared_.push_back({metric.prepare({.references = std::span(&text, 1)}), reference.count});
    }
  }

  void statistics(std::string_view hypothesis, std::span<double> out) const override {
    std::fill(out.begin(), out.end(), 0.0);
    std::vector<double> one(out.size());
    for (const auto& [reference, count] : prepared_) {
      metric_.statistics(hypothesis, *reference, one);
      for (size_t i = 0; i < out.size(); ++i) out[i] += count * one[i];
    }
  }

 private:
  const Metric& metric_;
  std::vector<std::pair<std::unique_ptr<const PreparedReference>, double>> prepared_;
};

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

std::unique_ptr<const Aggregate> Metric::aggregate(std::span<const Counted> references) const {
  return std::make_unique<OneByOne>(*this, references);
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
