#include "evaluation/breakdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "evaluation/sentence_groups.h"
#include "text/utf8.h"

namespace dragoman::evaluation {
namespace {

using Part = SentenceGroup;

Breakdown scored(std::string by, const std::vector<Part>& parts,
                 const std::vector<MetricResult>& metrics) {
  Breakdown breakdown{std::move(by), {}};
  for (const Part& part : parts) {
    breakdown.group_of.resize(breakdown.group_of.size() + part.rows.size());
    breakdown.groups.push_back({part.label, static_cast<int64_t>(part.rows.size()), {}});
  }
  for (size_t i = 0; i < parts.size(); ++i)
    for (const size_t row : parts[i].rows) breakdown.group_of[row] = i;
  for (const MetricResult& metric : metrics) {
    const auto scorer = metric_of(metric);
    for (size_t i = 0; i < parts.size(); ++i)
      breakdown.groups[i].scores[metric.key] = scorer->score(metric.statistics.sums(parts[i].rows));
  }
  return breakdown;
}

// Cuts between different lengths only, so a group may hold more or less than its share.
std::vector<Part> by_length(std::span<const data::Row> rows, int64_t groups) {
  std::vector<std::pair<int64_t, size_t>> lengths;
  for (size_t i = 0; i < rows.size(); ++i)
    lengths.emplace_back(text::count_code_points(rows[i].source), i);
  std::sort(lengths.begin(), lengths.end());
  std::vector<Part> parts;
  const auto count = static_cast<size_t>(groups);
  size_t begin = 0;
  for (size_t g = 1; g <= count && begin < lengths.size(); ++g) {
    size_t end = std::max(begin + 1, lengths.size() * g / count);
    while (end < lengths.size() && lengths[end].first == lengths[end - 1].first) ++end;
    const int64_t shortest = lengths[begin].first;
    const int64_t longest = lengths[end - 1].first;
    parts.push_back({shortest == longest ? fmt::format("{}", shortest)
                                         : fmt::format("{}–{}", shortest, longest),
                     {}});
    for (; begin < end; ++begin) parts.back().rows.push_back(lengths[begin].second);
  }
  return parts;
}

template <class Label>
std::vector<Part> by_label(std::span<const data::Row> rows, const Label& label) {
  std::vector<std::string> labels;
  for (const data::Row& row : rows) labels.push_back(label(row));
  return groups_by_label(labels);
}

}  // namespace

std::vector<Breakdown> breakdowns(std::span<const data::Row> rows,
                                  const std::vector<MetricResult>& metrics, int64_t length_groups) {
  std::vector<Breakdown> all;
  all.push_back(scored("source_length", by_length(rows, length_groups), metrics));
  const auto domains = by_label(rows, [](const data::Row& row) { return row.domain; });
  if (domains.size() > 1) all.push_back(scored("domain", domains, metrics));
  const auto directions = by_label(rows, [](const data::Row& row) { return row.direction(); });
  if (directions.size() > 1) all.push_back(scored("direction", directions, metrics));
  for (const char* column : {"tier", "difficulty"}) {
    const auto parts = by_label(rows, [column](const data::Row& row) {
      const auto found = row.metadata.find(column);
      return found == row.metadata.end() ? "" : found->second;
    });
    if (parts.size() > 1) all.push_back(scored(column, parts, metrics));
  }
  return all;
}

}  // namespace dragoman::evaluation
