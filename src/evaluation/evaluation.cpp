#include "evaluation/evaluation.h"

#include <limits>
#include <span>
#include <utility>

#include "base/error.h"
#include "config/reader.h"
#include "evaluation/config.h"

namespace dragoman::evaluation {
namespace {

// The mean of an evaluator's values over the rows it could judge.
class WitnessMean final : public metrics::Metric {
 public:
  explicit WitnessMean(const MetricResult& result) : Metric(info_of(result)) {}

  void statistics(std::string_view, const metrics::PreparedReference&,
                  std::span<double>) const override {
    DRAGOMAN_CHECK(false, "a witness's values come from its evaluator");
  }

  double score(std::span<const double> sums, metrics::Arithmetic) const override {
    return sums[1] > 0.0 ? sums[0] / sums[1] : std::numeric_limits<double>::quiet_NaN();
  }

 private:
  static metrics::MetricInfo info_of(const MetricResult& result) {
    metrics::MetricInfo info;
    info.name = result.name;
    info.statistics = 2;
    info.higher_is_better = result.higher_is_better;
    info.needs_references = false;
    return info;
  }

  std::unique_ptr<const metrics::PreparedReference> prepare_checked(
      const metrics::Segment&) const override {
    return std::make_unique<metrics::PreparedReference>();
  }
};

}  // namespace

const MetricResult* Evaluation::find(std::string_view key) const {
  for (const MetricResult& metric : metrics)
    if (metric.key == key) return &metric;
  return nullptr;
}

Json Evaluation::scores() const {
  Json scores = Json::object();
  for (const MetricResult& metric : metrics) scores[metric.key] = metric.score;
  for (const Breakdown& breakdown : breakdowns)
    if (breakdown.by == "tier")
      for (const Group& group : breakdown.groups)
        for (const auto& [key, score] : group.scores) scores[key + "/tier/" + group.label] = score;
  scores["length_ratio"] = length_ratio;
  scores["truncated_share"] = truncated_share;
  scores["empty_share"] = empty_share;
  scores["mean_tokens"] = mean_tokens;
  return scores;
}

std::unique_ptr<const metrics::Metric> metric_of(const MetricResult& result) {
  if (result.is_witness()) return std::make_unique<WitnessMean>(result);
  return config::read<MetricConfig>(config::from_json(result.config, "metric")).metric.make();
}

}  // namespace dragoman::evaluation
