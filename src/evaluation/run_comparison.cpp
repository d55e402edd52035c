#include "evaluation/run_comparison.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::evaluation {
namespace {

using Runs = std::span<const RunRecord* const>;

// The name of a metric, which differs from its key where a run has it twice.
std::string metric_behind(const RunRecord& run, const std::string& key) {
  const MetricResult* result = run.evaluation ? run.evaluation->find(key) : nullptr;
  return result != nullptr && result->config.is_object() ? result->config.value("name", key) : key;
}

std::string metric_of_reward(const std::string& reward) {
  return reward == "edit_distance" ? "edit" : reward;
}

bool all_have(Runs runs, const MetricResult& metric) {
  return std::all_of(runs.begin(), runs.end(), [&](const RunRecord* run) {
    const MetricResult* own = run->evaluation->find(metric.key);
    return own != nullptr && own->config == metric.config;
  });
}

void check(Runs runs) {
  for (const RunRecord* run : runs) {
    if (!run->evaluation)
      throw_input("{}: has no evaluation.json to compare; let the run evaluate", run->name);
    if (!same_rows(*runs.front(), *run))
      throw_input("{} and {} were evaluated on different rows ({} and {}): they can't be paired",
                  runs.front()->name, run->name, runs.front()->evaluation->rows,
                  run->evaluation->rows);
  }
}

std::vector<std::string> common_metrics(Runs runs) {
  std::vector<std::string> keys;
  for (const MetricResult& metric : runs.front()->evaluation->metrics)
    if (metric.key != "calls" && all_have(runs, metric)) keys.push_back(metric.key);
  if (keys.empty())
    throw_input("compare: {} and {} have no metric in common", runs[0]->name, runs[1]->name);
  return keys;
}

MeasuredMetric measured_by(Runs runs, const std::string& key) {
  const MetricResult* first = runs.front()->evaluation->find(key);
  if (first == nullptr || !all_have(runs, *first)) {
    std::string known;
    for (const std::string& one : common_metrics(runs)) known += (known.empty() ? "" : ", ") + one;
    throw_input("compare: not all runs were measured by {} in the same way; all have {}", key,
                known);
  }
  MeasuredMetric measured{key, first->signature, metric_of(*first), {}};
  for (const RunRecord* run : runs) {
    measured.tables.push_back(run->evaluation->find(key)->statistics);
    measured.rewarded.push_back(is_rewarded(*run, key));
  }
  return measured;
}

// Rows are the same, so the first run's parts are everyone's.
std::vector<Parts> parts_of(const Evaluation& evaluation) {
  std::vector<Parts> all;
  for (const Breakdown& breakdown : evaluation.breakdowns) {
    if (breakdown.groups.size() < 2 || breakdown.group_of.empty()) continue;
    const bool length = breakdown.by == "source_length";
    Parts parts{length ? "source length" : breakdown.by, {}, !length, length};
    for (const Group& group : breakdown.groups) parts.groups.push_back({group.label, {}});
    for (size_t row = 0; row < breakdown.group_of.size(); ++row)
      parts.groups.at(breakdown.group_of[row]).rows.push_back(row);
    all.push_back(std::move(parts));
  }
  return all;
}

}  // namespace

bool is_rewarded(const RunRecord& run, const std::string& key) {
  if (!run.config.is_object() || !run.config.contains("reward")) return false;
  const Json& rewards = run.config["reward"];
  const std::string metric = metric_behind(run, key);
  return std::any_of(rewards.begin(), rewards.end(), [&](const Json& reward) {
    return reward.is_object() && reward.value("weight", 1.0) > 0.0 &&
           metric_of_reward(reward.value("name", "")) == metric;
  });
}

bool same_rows(const RunRecord& a, const RunRecord& b) {
  return a.evaluation && b.evaluation && a.evaluation->rows == b.evaluation->rows &&
         a.evaluation->rows_fingerprint == b.evaluation->rows_fingerprint;
}

SystemComparison compare_runs(Runs runs, const std::vector<std::string>& metrics,
                              const ComparisonOptions& options) {
  DRAGOMAN_CHECK(runs.size() > 1, "runs to compare");
  check(runs);
  Measured measured;
  for (const RunRecord* run : runs) measured.systems.push_back(run->name);
  measured.sentences = static_cast<size_t>(runs.front()->evaluation->rows);
  for (const std::string& key : metrics.empty() ? common_metrics(runs) : metrics)
    measured.metrics.push_back(measured_by(runs, key));
  measured.parts = parts_of(*runs.front()->evaluation);
  return compare_measured(std::move(measured), options);
}

}  // namespace dragoman::evaluation
