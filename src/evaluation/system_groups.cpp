#include "evaluation/system_groups.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/autorank.h"
#include "metrics/breakdown.h"

namespace dragoman::evaluation {
namespace {

bool all_have_references(const metrics::Corpus& corpus) {
  return std::none_of(corpus.references.begin(), corpus.references.end(),
                      [](const auto& references) { return references.empty(); });
}

std::vector<SentenceGroup> by_length(const metrics::Corpus& corpus, metrics::LengthSide side,
                                     const std::string& unit) {
  const auto lengths = metrics::segment_lengths(corpus, side, unit);
  std::vector<SentenceGroup> groups;
  for (const metrics::Bucket& bucket : metrics::length_buckets(lengths, metrics::usual_edges()))
    if (!bucket.rows.empty()) groups.push_back({bucket.label(), bucket.rows});
  return groups;
}

GroupScores scored(Parts parts, const std::vector<MeasuredMetric>& metrics) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  GroupScores result{std::move(parts), {}, {}};
  std::vector<std::vector<metrics::RankedMetric>> ranked(result.parts.groups.size());
  for (const MeasuredMetric& measured : metrics) {
    const metrics::Metric& metric = *measured.metric;
    auto& of_metric = result.scores.emplace_back();
    const bool known = !(result.parts.cuts_documents && metric.info().whole_documents);
    for (const SentenceGroup& group : result.parts.groups) {
      auto& of_group = of_metric.emplace_back();
      for (const metrics::Statistics& table : measured.tables)
        of_group.push_back(known ? metric.score(table.sums(group.rows)) : kNone);
      if (std::all_of(of_group.begin(), of_group.end(), [](double x) { return std::isfinite(x); }))
        ranked[of_metric.size() - 1].push_back({of_group, metric.info().higher_is_better});
    }
  }
  const size_t systems = metrics.front().tables.size();
  for (const auto& group : ranked)
    result.autorank25.push_back(group.empty() ? std::vector<double>(systems, kNone)
                                              : metrics::autorank_wmt25(group));
  return result;
}

}  // namespace

std::vector<GroupScores> group_scores(const Measured& measured) {
  std::vector<GroupScores> all;
  for (const Parts& parts : measured.parts) all.push_back(scored(parts, measured.metrics));
  return all;
}

std::vector<Parts> parts_of(const Systems& systems, const std::string& unit) {
  const metrics::Corpus& corpus = systems.corpus;
  std::vector<Parts> all;
  const auto add = [&](Parts parts) {
    if (parts.groups.size() > 1) all.push_back(std::move(parts));
  };
  add({"domain", groups_by_label(systems.domains), true, false});
  add({"difficulty", groups_by_label(systems.difficulties), true, false});
  if (!corpus.sources.empty())
    add({"source length", by_length(corpus, metrics::LengthSide::kSource, unit), false, true});
  if (all_have_references(corpus))
    add({"reference length", by_length(corpus, metrics::LengthSide::kReference, unit), false,
         true});
  add({"document", groups_by_label(corpus.documents), false, false});
  return all;
}

std::vector<std::vector<metrics::WordAccuracy>> word_accuracies(const Systems& systems,
                                                                const ComparisonOptions& options) {
  if (!all_have_references(systems.corpus)) return {};
  metrics::WordCounts counts = options.training_counts;
  if (counts.empty())
    for (const auto& references : systems.corpus.references)
      metrics::count_words(references.front(), options.unit, counts);
  std::vector<std::vector<metrics::WordAccuracy>> words;
  for (const auto& hypotheses : systems.hypotheses)
    words.push_back(metrics::word_accuracy(hypotheses, systems.corpus, counts, options.unit));
  return words;
}

}  // namespace dragoman::evaluation
