#include "metrics/ratio_metric.h"

namespace dragoman::metrics {
namespace {

MetricInfo with_two_statistics(MetricInfo info) {
  info.statistics = 2;
  return info;
}

// A copy of the segment.
class PreparedSegment final : public PreparedReference {
 public:
  explicit PreparedSegment(const Segment& segment)
      : references_(segment.references.begin(), segment.references.end()),
        source_(segment.source),
        mentions_(segment.mentions.begin(), segment.mentions.end()),
        terms_(segment.terms.begin(), segment.terms.end()),
        target_language_(segment.target_language) {}

  Segment segment() const { return {references_, source_, mentions_, terms_, target_language_}; }

 private:
  std::vector<std::string> references_;
  std::string source_;
  std::vector<std::string> mentions_;
  std::vector<std::vector<std::string>> terms_;
  std::string target_language_;
};

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
