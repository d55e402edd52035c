#include "evaluation/system_groups.h"

#include <algorithm>
#include <limits>

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

GroupScores scored(std::string by, std::vector<SentenceGroup> groups,
                   const std::vector<MeasuredMetric>& metrics, bool cuts_documents) {
  GroupScores result{std::move(by), std::move(groups), {}};
  for (const MeasuredMetric& measured : metrics) {
    auto& of_metric = result.scores.emplace_back();
    const bool known = !(cuts_documents && measured.metric.info().whole_documents);
    for (const SentenceGroup& group : result.groups) {
      auto& of_group = of_metric.emplace_back();
      for (const metrics::Statistics& table : measured.tables)
        of_group.push_back(known ? measured.metric.score(table.sums(group.rows))
                                 : std::numeric_limits<double>::quiet_NaN());
    }
  }
  return result;
}

}  // namespace

std::vector<GroupScores> group_scores(const Systems& systems,
                                      const std::vector<MeasuredMetric>& metrics,
                                      const std::string& unit) {
  const metrics::Corpus& corpus = systems.corpus;
  std::vector<GroupScores> all;
  const auto add = [&](const char* by, std::vector<SentenceGroup> groups, bool cuts_documents) {
    if (groups.size() > 1) all.push_back(scored(by, std::move(groups), metrics, cuts_documents));
  };
  if (!corpus.sources.empty())
    add("source length", by_length(corpus, metrics::LengthSide::kSource, unit), true);
  if (all_have_references(corpus))
    add("reference length", by_length(corpus, metrics::LengthSide::kReference, unit), true);
  add("domain", groups_by_label(systems.domains), false);
  add("document", groups_by_label(corpus.documents), false);
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
