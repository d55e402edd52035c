#include "evaluation/route.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::evaluation {
namespace {

const MetricResult& measured(const Evaluation& evaluation, const std::string& key) {
  const MetricResult* result = evaluation.find(key);
  if (result == nullptr) throw_input("{} has no {}", evaluation.system, key);
  return *result;
}

void copy_row(const metrics::Statistics& from, size_t row, metrics::Statistics& to) {
  std::ranges::copy(from.row(row), to.row(row).begin());
}

std::vector<size_t> rows_of(const Breakdown& breakdown, size_t group) {
  std::vector<size_t> rows;
  for (size_t row = 0; row < breakdown.group_of.size(); ++row)
    if (breakdown.group_of[row] == group) rows.push_back(row);
  return rows;
}

}  // namespace

std::vector<bool> rows_in_groups(const Evaluation& evaluation, const std::string& by,
                                 const std::vector<std::string>& groups) {
  const auto breakdown = std::ranges::find(evaluation.breakdowns, by, &Breakdown::by);
  if (breakdown == evaluation.breakdowns.end())
    throw_input("{} has no groups by {}", evaluation.system, by);
  for (const std::string& name : groups)
    if (std::ranges::find(breakdown->groups, name, &Group::label) == breakdown->groups.end())
      throw_input("{} has no {} {}", evaluation.system, by, name);
  std::vector<bool> chosen;
  for (const size_t group : breakdown->group_of)
    chosen.push_back(std::ranges::count(groups, breakdown->groups[group].label) > 0);
  return chosen;
}

std::vector<bool> rows_where_better(const Evaluation& b, const Evaluation& a,
                                    const std::string& key) {
  const MetricResult& of_a = measured(a, key);
  const MetricResult& of_b = measured(b, key);
  const auto metric = metric_of(of_a);
  const double sign = of_a.higher_is_better ? 1.0 : -1.0;
  std::vector<bool> better;
  for (size_t row = 0; row < of_a.statistics.rows(); ++row)
    better.push_back(sign * metric->score(of_b.statistics.row(row)) >
                     sign * metric->score(of_a.statistics.row(row)));
  return better;
}

Evaluation routed(const Evaluation& a, const Evaluation& b, const std::vector<bool>& to_b) {
  if (a.rows_fingerprint != b.rows_fingerprint)
    throw_input("{} and {} answered different rows", a.system, b.system);
  Evaluation made;
  made.rows_fingerprint = a.rows_fingerprint;
  made.rows = a.rows;
  made.metrics = a.metrics;
  made.breakdowns = a.breakdowns;
  for (MetricResult& result : made.metrics) {
    const MetricResult& other = measured(b, result.key);
    for (size_t row = 0; row < to_b.size(); ++row)
      if (to_b[row]) copy_row(other.statistics, row, result.statistics);
    const auto metric = metric_of(result);
    result.score = metric->score(result.statistics.sums());
    for (Breakdown& breakdown : made.breakdowns)
      for (size_t group = 0; group < breakdown.groups.size(); ++group)
        breakdown.groups[group].scores[result.key] =
            metric->score(result.statistics.sums(rows_of(breakdown, group)));
  }
  return made;
}

}  // namespace dragoman::evaluation
