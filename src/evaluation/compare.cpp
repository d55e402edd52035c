#include "evaluation/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "evaluation/table.h"

namespace dragoman::evaluation {
namespace {

// One metric of both systems, and its differences on resampled rows.
struct Pair {
  const MetricResult* baseline;
  const MetricResult* system;
  Formula formula;
  std::vector<double> differences;

  double difference_on(std::span<const size_t> rows) const {
    return formula(system->statistics.sums(rows)) - formula(baseline->statistics.sums(rows));
  }
};

void check_comparable(const Evaluation& baseline, const Evaluation& system) {
  if (baseline.rows_fingerprint != system.rows_fingerprint || baseline.rows != system.rows)
    throw_input("{} and {} were evaluated on different rows ({} and {}): they can't be paired",
                baseline.system, system.system, baseline.rows, system.rows);
}

// Metrics with equal options; the order is the baseline's.
std::vector<Pair> common_metrics(const Evaluation& baseline, const Evaluation& system) {
  std::vector<Pair> pairs;
  for (const MetricResult& metric : baseline.metrics) {
    const MetricResult* other = system.find(metric.key);
    if (other != nullptr && other->config == metric.config)
      pairs.push_back({&metric, other, formula_of(metric), {}});
  }
  return pairs;
}

void resample(std::vector<Pair>& pairs, size_t rows, const CompareConfig& config) {
  const Rng root(static_cast<uint64_t>(config.seed));
  std::vector<size_t> drawn(rows);
  for (int64_t n = 0; n < config.resamples; ++n) {
    Rng rng = root.derive("bootstrap", n);
    for (size_t& row : drawn) row = rng.below(rows);
    for (Pair& pair : pairs) {
      const double difference = pair.difference_on(drawn);
      if (std::isfinite(difference)) pair.differences.push_back(difference);
    }
  }
}

Comparison test(const Pair& pair) {
  Comparison comparison;
  comparison.key = pair.baseline->key;
  comparison.name = pair.baseline->name;
  comparison.higher_is_better = pair.baseline->higher_is_better;
  comparison.baseline = pair.baseline->score;
  comparison.system = pair.system->score;
  comparison.difference = pair.system->score - pair.baseline->score;
  auto sorted = pair.differences;
  if (sorted.empty()) return comparison;
  std::sort(sorted.begin(), sorted.end());
  const auto count = static_cast<double>(sorted.size());
  const auto at = [&](double q) { return sorted[static_cast<size_t>(q * (count - 1.0) + 0.5)]; };
  comparison.low = at(0.025);
  comparison.high = at(0.975);
  const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / count;
  const auto extreme = std::count_if(sorted.begin(), sorted.end(), [&](double difference) {
    return std::abs(difference - mean) >= std::abs(comparison.difference) - 1e-12;
  });
  comparison.p = (static_cast<double>(extreme) + 1.0) / (count + 1.0);
  return comparison;
}

}  // namespace

std::vector<Comparison> compare(const Evaluation& baseline, const Evaluation& system,
                                const CompareConfig& config) {
  check_comparable(baseline, system);
  auto pairs = common_metrics(baseline, system);
  resample(pairs, static_cast<size_t>(baseline.rows), config);
  std::vector<Comparison> comparisons;
  for (const Pair& pair : pairs) comparisons.push_back(test(pair));
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
