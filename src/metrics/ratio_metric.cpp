#include "metrics/ratio_metric.h"

namespace dragoman::metrics {
namespace {

MetricInfo with_two_statistics(MetricInfo info) {
  info.statistics = 2;
  return info;
}

}  // namespace

RatioMetric::RatioMetric(MetricInfo info, double nothing)
    : Metric(with_two_statistics(std::move(info))), nothing_(nothing) {}

void RatioMetric::statistics(std::string_view hypothesis, const PreparedReference& reference,
                             std::span<double> out) const {
  const Ratio ratio = measure(hypothesis, static_cast<const PreparedSegment&>(reference).segment());
  out[0] = ratio.part;
  out[1] = ratio.whole;
}

double RatioMetric::score(std::span<const double> sums, Arithmetic) const {
  return sums[1] == 0.0 ? nothing_ : 100.0 * sums[0] / sums[1];
}

std::unique_ptr<const PreparedReference> RatioMetric::prepare_checked(
    const Segment& segment) const {
  return std::make_unique<PreparedSegment>(segment);
}

}  // namespace dragoman::metrics
