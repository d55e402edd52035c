#include "evaluation/evaluation.h"

#include <limits>
#include <utility>

#include "base/error.h"
#include "config/reader.h"
#include "evaluation/config.h"

namespace dragoman::evaluation {

const MetricResult* Evaluation::find(std::string_view key) const {
  for (const MetricResult& metric : metrics)
    if (metric.key == key) return &metric;
  return nullptr;
}

Json Evaluation::scores() const {
  Json scores = Json::object();
  for (const MetricResult& metric : metrics) scores[metric.key] = metric.score;
  scores["length_ratio"] = length_ratio;
  scores["truncated_share"] = truncated_share;
  scores["empty_share"] = empty_share;
  scores["mean_tokens"] = mean_tokens;
  return scores;
}

Formula formula_of(const MetricResult& result) {
  if (result.is_witness())
    return [](std::span<const double> sums) {
      return sums[1] > 0.0 ? sums[0] / sums[1] : std::numeric_limits<double>::quiet_NaN();
    };
  const auto config = config::read<MetricConfig>(config::from_json(result.config, "metric"));
  std::shared_ptr<metrics::Metric> metric = config.metric.make();
  return [metric](std::span<const double> sums) { return metric->score(sums); };
}

}  // namespace dragoman::evaluation
