#include "cli/score_results.h"

#include <algorithm>
#include <map>
#include <random>

#include "base/error.h"
#include "metrics/breakdown.h"

namespace dragoman::cli {
namespace {

using metrics::Metric;
using metrics::PairedResult;
using metrics::Statistics;

// The paired tests take a seed of 0 for none, a single interval does not.
struct Seeds {
  uint64_t interval = 0;
  uint64_t paired = 0;
};

Seeds seeds_of(const ScoreArguments& arguments) {
  const uint64_t interval = arguments.seed ? *arguments.seed : std::random_device()();
  return {interval, interval == 0 ? std::random_device()() : interval};
}

// Scores its systems with one metric.
class Scorer {
 public:
  Scorer(const ScoreArguments& arguments, const ScoreInput& input, const Metric& metric,
         Seeds seeds)
      : arguments_(arguments),
        references_(input.corpus.references),
        metric_(metric),
        seeds_(seeds) {
    std::vector<std::span<const std::string>> systems;
    for (const System& system : input.systems) systems.push_back(system.hypotheses);
    tables_ = metrics::corpus_statistics(metric, systems, input.corpus);
    evaluation_.references = input.corpus.reference_count();
  }

  ScoreLine sentence(size_t i) {
    evaluation_.references = static_cast<int64_t>(references_[i].size());
    return line_of(tables_.front().row(i));
  }

  ScoreLine corpus() {
    std::optional<metrics::Interval> interval;
    if (arguments_.confidence && arguments_.confidence_samples > 1) {
      evaluation_.bootstrap_samples = arguments_.confidence_samples;
      evaluation_.seed = arguments_.seed_text;
      interval = metrics::confidence_interval(metric_, tables_.front(),
                                              {arguments_.confidence_samples, seeds_.interval});
    }
    ScoreLine line = line_of(tables_.front().sums());
    line.interval = interval;
    return line;
  }

  ScoreColumn systems() {
    if (arguments_.paired == PairedTest::kBootstrap)
      evaluation_.bootstrap_samples = arguments_.bootstrap_samples;
    if (arguments_.paired == PairedTest::kRandomization) {
      evaluation_.randomization_trials = arguments_.randomization_trials;
      if (arguments_.randomization_resamples > 0)
        evaluation_.bootstrap_samples = arguments_.randomization_resamples;
    }
    if (arguments_.paired != PairedTest::kNone)
      evaluation_.seed = arguments_.seed ? std::to_string(*arguments_.seed) : arguments_.seed_text;
    return {metric_.info().name, metric_.info().decimals, signature(), results()};
  }

  double score_of(const std::vector<size_t>& rows) const {
    return metric_.score(tables_.front().sums(rows));
  }

 private:
  ScoreLine line_of(std::span<const double> sums) const {
    return score_line(metric_, evaluation_, sums);
  }

  std::vector<PairedResult> results() const {
    const metrics::Resampling bootstrap = {arguments_.bootstrap_samples, seeds_.paired};
    if (arguments_.paired == PairedTest::kBootstrap) {
      auto results = metrics::paired_bootstrap(metric_, tables_, bootstrap);
      if (seeds_.interval != seeds_.paired)
        results.front().interval = metrics::paired_interval(metric_, tables_.front(),
                                                            {bootstrap.samples, seeds_.interval});
      return results;
    }
    std::vector<PairedResult> results;
    for (size_t s = 0; s < tables_.size(); ++s)
      results.push_back(arguments_.paired == PairedTest::kNone || s == 0 ? plain(s) : shuffled(s));
    return results;
  }

  PairedResult shuffled(size_t s) const {
    return metrics::paired_randomization(metric_, tables_[0], tables_[s],
                                         {arguments_.randomization_trials, seeds_.paired},
                                         arguments_.randomization_resamples);
  }

  PairedResult plain(size_t s) const {
    PairedResult result{metric_.score(tables_[s].sums()), 1.0, std::nullopt};
    const int64_t samples = arguments_.randomization_resamples;
    if (arguments_.paired == PairedTest::kRandomization && samples > 0)
      result.interval = metrics::paired_interval(metric_, tables_[s], {samples, seeds_.interval});
    return result;
  }

  std::vector<metrics::SignatureField> signature() const {
    return metrics::signature_fields(evaluation_, metric_.info().signature);
  }

  const ScoreArguments& arguments_;
  const std::vector<std::vector<std::string>>& references_;
  const Metric& metric_;
  Seeds seeds_;
  std::vector<Statistics> tables_;
  metrics::Evaluation evaluation_;
};

using Groups = std::vector<std::pair<std::string, std::vector<size_t>>>;

Groups by_length(const ScoreInput& input) {
  const auto lengths = metrics::segment_lengths(input.corpus, metrics::LengthSide::kReference);
  Groups groups;
  for (const auto& bucket : metrics::length_buckets(lengths, metrics::usual_edges()))
    groups.emplace_back("length=" + bucket.label(), bucket.rows);
  return groups;
}

// By original language; of each first all sentences, then those of every domain.
Groups by_label(const ScoreInput& input) {
  std::map<std::string, std::map<std::string, std::vector<size_t>>> rows;
  for (size_t i = 0; i < input.labels.size(); ++i) {
    const SentenceLabels& labels = input.labels[i];
    rows[labels.origlang][""].push_back(i);
    if (!labels.domain.empty()) rows[labels.origlang][labels.domain].push_back(i);
  }
  Groups groups;
  for (const auto& [origlang, domains] : rows)
    for (const auto& [domain, chosen] : domains)
      groups.emplace_back(
          fmt::format("origlang={} domain={}", origlang, domain.empty() ? "ALL" : domain), chosen);
  return groups;
}

std::vector<DetailLine> details_of(const std::vector<Scorer>& scorers,
                                   const std::vector<ScoreLine>& lines, const ScoreInput& input) {
  std::vector<DetailLine> details;
  for (const auto& [label, rows] : input.labels.empty() ? by_length(input) : by_label(input)) {
    if (rows.empty()) continue;
    for (size_t m = 0; m < scorers.size(); ++m)
      details.push_back(
          {label, rows.size(), lines[m].name, scorers[m].score_of(rows), lines[m].decimals});
  }
  return details;
}

}  // namespace

ScoreResults score_systems(const ScoreArguments& arguments, const ScoreInput& input,
                           const Metrics& metrics) {
  const Seeds seeds = seeds_of(arguments);
  ScoreResults results;
  for (const System& system : input.systems) results.systems.push_back(system.name);
  std::vector<Scorer> scorers;
  for (const auto& metric : metrics) scorers.emplace_back(arguments, input, *metric, seeds);
  if (arguments.sentence_level) {
    for (size_t i = 0; i < input.corpus.size(); ++i)
      results.lines.push_back(scorers.front().sentence(i));
  } else if (input.systems.size() > 1) {
    for (Scorer& scorer : scorers) results.columns.push_back(scorer.systems());
  } else {
    for (Scorer& scorer : scorers) results.lines.push_back(scorer.corpus());
    if (arguments.detail) results.details = details_of(scorers, results.lines, input);
  }
  return results;
}

ScoreLine score_line(const Metric& metric, const metrics::Evaluation& evaluation,
                     std::span<const double> sums) {
  return {metric.info().name,        metric.score(sums),
          metric.info().decimals,    std::nullopt,
          metric.details(sums),      metrics::signature_fields(evaluation, metric.info().signature),
          {sums.begin(), sums.end()}};
}

ScoreLine score_statistics(const Metric& metric, const std::vector<std::vector<double>>& rows) {
  std::vector<double> sums(metric.info().statistics);
  for (const auto& row : rows) {
    if (row.size() != sums.size())
      throw_input("{} has {} statistics a sentence, not {}", metric.info().name, sums.size(),
                  row.size());
    for (size_t k = 0; k < sums.size(); ++k) sums[k] += row[k];
  }
  return {.name = metric.info().name,
          .score = metric.score(sums),
          .decimals = metric.info().decimals,
          .details = metric.details(sums),
          .statistics = sums};
}

}  // namespace dragoman::cli
