#include "evaluation/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "evaluation/table.h"
#include "metrics/significance.h"

namespace dragoman::evaluation {
namespace {

void check_comparable(const Evaluation& baseline, const Evaluation& system) {
  if (baseline.rows_fingerprint != system.rows_fingerprint || baseline.rows != system.rows)
    throw_input("{} and {} were evaluated on different rows ({} and {}): they can't be paired",
                baseline.system, system.system, baseline.rows, system.rows);
}

Comparison test(const MetricResult& baseline, const MetricResult& system,
                const CompareConfig& config) {
  const auto result = metrics::paired_bootstrap(
      *metric_of(baseline), baseline.statistics, system.statistics,
      {.samples = config.resamples, .seed = static_cast<uint64_t>(config.seed)});
  Comparison comparison;
  comparison.key = baseline.key;
  comparison.name = baseline.name;
  comparison.higher_is_better = baseline.higher_is_better;
  comparison.baseline = baseline.score;
  comparison.system = system.score;
  comparison.difference = system.score - baseline.score;
  comparison.p = comparison.difference == 0.0 ? 1.0 : result.p_value;
  comparison.half_width = result.interval ? result.interval->half_width : 0.0;
  return comparison;
}

}  // namespace

std::vector<Comparison> compare(const Evaluation& baseline, const Evaluation& system,
                                const CompareConfig& config) {
  check_comparable(baseline, system);
  std::vector<Comparison> comparisons;
  for (const MetricResult& metric : baseline.metrics) {
    const MetricResult* other = system.find(metric.key);
    if (other != nullptr && other->config == metric.config)
      comparisons.push_back(test(metric, *other, config));
  }
  return comparisons;
}

std::string difference_text(const Comparison& comparison, double scale) {
  const double size = scale * std::max(std::abs(comparison.baseline), std::abs(comparison.system));
  const int decimals = size > 1.5 ? 2 : 4;  // percent, or a share
  return fmt::format("{:+.{}f} (p {} {:.3f})", scale * comparison.difference, decimals,
                     comparison.p < 0.001 ? "<" : "=", std::max(comparison.p, 0.001));
}

std::string comparison_table(std::span<const Evaluation> systems, const CompareConfig& config) {
  DRAGOMAN_CHECK(!systems.empty(), "a table has systems");
  std::vector<std::string> header{"system"};
  for (const MetricResult& metric : systems.front().metrics) {
    header.push_back(metric.name);
    if (systems.size() > 1) header.emplace_back("difference");
  }
  Table table(std::move(header));
  for (const Evaluation& system : systems) {
    std::vector<std::string> cells{system.system};
    std::vector<Comparison> comparisons;
    if (&system != &systems.front()) comparisons = compare(systems.front(), system, config);
    for (const MetricResult& metric : systems.front().metrics) {
      const MetricResult* own = system.find(metric.key);
      cells.push_back(
          own == nullptr ? "–" : fmt::format("{:.{}f}", own->score, own->is_witness() ? 4 : 2));
      if (systems.size() == 1) continue;
      const auto found = std::find_if(comparisons.begin(), comparisons.end(),
                                      [&](const Comparison& c) { return c.key == metric.key; });
      cells.push_back(found == comparisons.end() ? "" : difference_text(*found));
    }
    table.add(std::move(cells));
  }
  return table.text();
}

}  // namespace dragoman::evaluation
