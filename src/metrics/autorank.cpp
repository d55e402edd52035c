#include "metrics/autorank.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::metrics {
namespace {

// Higher is better.
std::vector<double> oriented(const RankedMetric& metric) {
  std::vector<double> scores = metric.scores;
  if (!metric.higher_is_better)
    for (double& score : scores) score = -score;
  return scores;
}

// Linear interpolation between neighbours; `share` of 0 … 1, scores in ascending order.
double percentile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(place);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// 1 for the best, 1 + `length` for the worst; all 1 when they are equal.
std::vector<double> scaled(const std::vector<double>& scores, double length) {
  const auto [worst, best] = std::minmax_element(scores.begin(), scores.end());
  std::vector<double> out;
  for (const double score : scores)
    out.push_back(*best == *worst ? 1.0 : 1.0 + length * (*best - score) / (*best - *worst));
  return out;
}

template <class Scale>
std::vector<double> mean_of_scaled(const std::vector<RankedMetric>& metrics, const Scale& scale) {
  DRAGOMAN_CHECK(!metrics.empty() && !metrics.front().scores.empty(), "something to rank");
  std::vector<double> mean(metrics.front().scores.size(), 0.0);
  for (const RankedMetric& metric : metrics) {
    const auto values = scale(oriented(metric));
    DRAGOMAN_CHECK(values.size() == mean.size(), "metrics of the same systems");
    for (size_t i = 0; i < mean.size(); ++i)
      mean[i] += values[i] / static_cast<double>(metrics.size());
  }
  return mean;
}

std::vector<double> robustly_scaled(const std::vector<double>& scores) {
  std::vector<double> sorted = scores;
  std::sort(sorted.begin(), sorted.end());
  const double median = percentile(sorted, 0.5);
  const double range = sorted.back() - percentile(sorted, 0.25);
  std::vector<double> out;
  for (const double score : scores) out.push_back(range > 0.0 ? (score - median) / range : 0.0);
  return out;
}

}  // namespace

std::vector<double> autorank_wmt24(const std::vector<RankedMetric>& metrics) {
  return mean_of_scaled(metrics, [](const std::vector<double>& scores) {
    return scaled(scores, static_cast<double>(scores.size()));
  });
}

std::vector<double> autorank_wmt25(const std::vector<RankedMetric>& metrics) {
  const auto mean = mean_of_scaled(metrics, &robustly_scaled);
  return scaled(mean, static_cast<double>(mean.size() - 1));
}

}  // namespace dragoman::metrics
