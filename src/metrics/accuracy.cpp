// Share of the answers that are right.
#include <algorithm>

#include "metrics/answer.h"
#include "metrics/catalog.h"
#include "metrics/ratio_metric.h"

namespace dragoman::metrics {
namespace {

// One reference is enough.
class Accuracy final : public RatioMetric {
 public:
  explicit Accuracy(AnswerComparison comparison)
      : RatioMetric({.name = "accuracy", .signature = {{"compare", "c", comparison.compare}}}),
        comparison_(std::move(comparison)) {}

 private:
  Ratio measure(std::string_view hypothesis, const Segment& segment) const override {
    const bool right =
        std::any_of(segment.references.begin(), segment.references.end(),
                    [&](const std::string& each) { return comparison_.matches(hypothesis, each); });
    return {right ? 1.0 : 0.0, 1.0};
  }

  AnswerComparison comparison_;
};

}  // namespace

Entry accuracy() {
  return config::make_entry<Metric, Accuracy, AnswerComparison>(
      "accuracy", "Share of the answers that are one of their references, in percent.");
}

}  // namespace dragoman::metrics
