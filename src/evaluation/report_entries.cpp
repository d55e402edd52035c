#include "evaluation/report_entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "evaluation/html.h"

namespace dragoman::evaluation {

std::vector<Entry> evaluated(Runs runs) {
  std::vector<Entry> entries;
  for (size_t i = 0; i < runs.size(); ++i)
    if (runs[i].evaluation) entries.push_back({&runs[i], i % 8});
  return entries;
}

std::vector<const MetricResult*> metrics_of(const std::vector<Entry>& entries) {
  std::vector<const MetricResult*> metrics;
  for (const Entry& entry : entries)
    for (const MetricResult& metric : entry.evaluation().metrics)
      if (std::none_of(metrics.begin(), metrics.end(),
                       [&](const auto* known) { return known->key == metric.key; }))
        metrics.push_back(&metric);
  return metrics;
}

bool is_share(const MetricResult& metric, double score) {
  return metric.is_witness() && std::abs(score) <= 1.0;
}

std::string score_text(const MetricResult& metric, double score) {
  if (!std::isfinite(score)) return "–";
  if (is_share(metric, score)) return fmt::format("{:.1f} %", score * 100.0);
  return fmt::format("{:.2f}", score);
}

std::string name_html(const Entry& entry) {
  return fmt::format("<i class=\"dot c{}\"></i>{}", entry.colour, escape(entry.run->name));
}

}  // namespace dragoman::evaluation
