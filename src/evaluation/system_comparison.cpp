#include "evaluation/system_comparison.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "evaluation/evaluation.h"
#include "evaluation/system_groups.h"
#include "metrics/autorank.h"
#include "metrics/documents.h"
#include "metrics/multiple_tests.h"

namespace dragoman::evaluation {
namespace {

using metrics::Metric;
using metrics::Statistics;
using Tables = std::vector<Statistics>;

// Bootstrapped scores are drawn once a system and serve all of its pairs.
class Tester {
 public:
  Tester(const Metric& metric, const Tables& tables, const ComparisonOptions& options)
      : metric_(metric), tables_(tables), options_(options) {
    if (!options.randomization)
      resampled_ = metrics::bootstrap_scores(metric, tables, options.resampling);
  }

  std::vector<metrics::Interval> intervals() const {
    std::vector<metrics::Interval> intervals;
    if (!options_.randomization)
      for (const auto& scores : resampled_) intervals.push_back(metrics::interval_of(scores));
    return intervals;
  }

  double p_value(size_t a, size_t b, double observed) const {
    if (observed == 0.0) return 1.0;
    return options_.randomization
               ? metrics::paired_randomization(metric_, tables_[a], tables_[b], options_.resampling)
                     .p_value
               : metrics::bootstrap_p_value(resampled_[a], resampled_[b], observed);
  }

 private:
  const Metric& metric_;
  const Tables& tables_;
  const ComparisonOptions& options_;
  std::vector<metrics::ResampledScores> resampled_;
};

std::vector<PairTest> test_pairs(const MetricComparison& metric, const Tester& tester,
                                 const std::string& correction) {
  std::vector<PairTest> tests;
  for (size_t a = 0; a < metric.scores.size(); ++a)
    for (size_t b = a + 1; b < metric.scores.size(); ++b) {
      const double difference = metric.scores[a] - metric.scores[b];
      const bool first = metric.higher_is_better ? difference >= 0.0 : difference <= 0.0;
      tests.push_back({first ? a : b, first ? b : a, first ? difference : -difference});
    }
  parallel_for(static_cast<int64_t>(tests.size()), [&](int64_t i) {
    PairTest& test = tests[static_cast<size_t>(i)];
    test.p = tester.p_value(test.better, test.worse, std::abs(test.difference));
  });
  std::vector<double> p_values;
  for (const PairTest& test : tests) p_values.push_back(test.p);
  const auto adjusted = metrics::adjusted(p_values, correction);
  for (size_t i = 0; i < tests.size(); ++i) tests[i].adjusted = adjusted[i];
  return tests;
}

// Shares of 1 need more decimals than percentages.
int decimals_of(const std::vector<double>& scores) {
  const auto is_small = [](double score) { return !(std::abs(score) > 1.5); };
  return std::all_of(scores.begin(), scores.end(), is_small) ? 4 : 2;
}

MetricComparison compare_by(const MeasuredMetric& measured, const ComparisonOptions& options) {
  MetricComparison result;
  const Metric& metric = *measured.metric;
  result.key = measured.key;
  result.name = metric.info().name;
  result.signature = measured.signature;
  result.higher_is_better = metric.info().higher_is_better;
  result.whole_documents = metric.info().whole_documents;
  result.rewarded = measured.rewarded;
  for (const Statistics& table : measured.tables) {
    result.scores.push_back(metric.score(table.sums()));
    auto& sentences = result.sentence_scores.emplace_back();
    for (size_t i = 0; i < table.rows(); ++i) sentences.push_back(metric.score(table.row(i)));
  }
  result.decimals = decimals_of(result.scores);
  const Tester tester(metric, measured.tables, options);
  result.intervals = tester.intervals();
  result.tests = test_pairs(result, tester, options.correction);
  result.standings =
      metrics::standings(result.scores, result.higher_is_better, [&](size_t a, size_t b) {
        const PairTest& test = result.test(a, b);
        return test.better == a && test.adjusted <= options.alpha;
      });
  return result;
}

void add_autorank(SystemComparison& comparison) {
  std::vector<metrics::RankedMetric> all;
  std::vector<metrics::RankedMetric> witnesses;
  for (const MetricComparison& metric : comparison.metrics) {
    all.push_back({metric.scores, metric.higher_is_better});
    if (!metric.is_rewarded()) witnesses.push_back(all.back());
  }
  comparison.autorank24 = metrics::autorank_wmt24(all);
  comparison.autorank25 = metrics::autorank_wmt25(all);
  if (!witnesses.empty() && witnesses.size() < all.size())
    comparison.witness_rank = metrics::autorank_wmt25(witnesses);
}

void add_human(const HumanScores& human, SystemComparison& comparison) {
  for (size_t s = 0; s < comparison.systems.size(); ++s)
    comparison.human_means.push_back(human.mean(s));
  for (const MetricComparison& metric : comparison.metrics) {
    ScoresToJudge judged{metric.name, metric.scores, {}};
    if (!metric.whole_documents) judged.sentence_scores = metric.sentence_scores;
    if (!metric.higher_is_better) {
      for (double& score : judged.scores) score = -score;
      for (auto& sentences : judged.sentence_scores)
        for (double& score : sentences) score = -score;
    }
    for (HumanAgreement& agreement : human_agreement(human, judged))
      comparison.human.push_back(std::move(agreement));
  }
}

MeasuredMetric measure(const KeyedMetric& keyed, const Systems& systems) {
  metrics::Evaluation said;
  said.references = systems.corpus.reference_count();
  const Metric& metric = *keyed.metric;
  return {keyed.key,
          metrics::format_signature(metrics::signature_fields(said, metric.info().signature),
                                    metrics::SignatureStyle::kLong),
          keyed.metric, metrics::corpus_statistics(metric, systems.hypotheses, systems.corpus)};
}

// As an evaluator's values are kept: their mean over what was judged.
MeasuredMetric measure(const Judge& judge) {
  MetricResult result;
  result.key = result.name = judge.name;
  MeasuredMetric measured{judge.name, "", metric_of(result), {}};
  for (const std::vector<double>& scores : judge.scores) {
    Statistics& table = measured.tables.emplace_back(scores.size(), 2);
    for (size_t i = 0; i < scores.size(); ++i) {
      if (std::isnan(scores[i])) continue;
      table.row(i)[0] = scores[i];
      table.row(i)[1] = 1.0;
    }
  }
  return measured;
}

// What --rewarded names, beside what runs say of themselves.
void mark_rewarded(const std::vector<std::string>& keys, Measured& measured) {
  std::string known;
  for (MeasuredMetric& metric : measured.metrics) {
    metric.rewarded.resize(measured.systems.size(), false);
    if (std::count(keys.begin(), keys.end(), metric.key) > 0)
      metric.rewarded.assign(measured.systems.size(), true);
    known += (known.empty() ? "" : ", ") + metric.key;
  }
  for (const std::string& key : keys)
    if (std::none_of(measured.metrics.begin(), measured.metrics.end(),
                     [&](const MeasuredMetric& metric) { return metric.key == key; }))
      throw_input("compare: --rewarded names {}, which is not measured here ({}); add it to -m",
                  key, known);
}

}  // namespace

bool MetricComparison::is_rewarded() const {
  return std::count(rewarded.begin(), rewarded.end(), true) > 0;
}

const PairTest& MetricComparison::test(size_t a, size_t b) const {
  const auto found = std::find_if(tests.begin(), tests.end(), [&](const PairTest& test) {
    return (test.better == a && test.worse == b) || (test.better == b && test.worse == a);
  });
  DRAGOMAN_CHECK(found != tests.end(), "a pair of different systems");
  return *found;
}

const metrics::Standing& MetricComparison::standing(size_t system) const {
  const auto found =
      std::find_if(standings.begin(), standings.end(),
                   [&](const metrics::Standing& standing) { return standing.system == system; });
  DRAGOMAN_CHECK(found != standings.end(), "a system that was compared");
  return *found;
}

std::vector<size_t> SystemComparison::order() const {
  std::vector<size_t> order;
  for (const metrics::Standing& standing : metrics.front().standings)
    order.push_back(standing.system);
  return order;
}

SystemComparison compare_measured(Measured measured, const ComparisonOptions& options) {
  DRAGOMAN_CHECK(measured.systems.size() > 1 && !measured.metrics.empty(),
                 "systems and metrics to compare");
  mark_rewarded(options.rewarded, measured);
  SystemComparison comparison;
  comparison.systems = measured.systems;
  comparison.sentences = measured.sentences;
  comparison.documents = measured.documents;
  comparison.options = options;
  for (const MeasuredMetric& metric : measured.metrics)
    comparison.metrics.push_back(compare_by(metric, options));
  add_autorank(comparison);
  comparison.groups = group_scores(measured);
  return comparison;
}

SystemComparison compare_systems(const Systems& systems, const std::vector<KeyedMetric>& metrics,
                                 const ComparisonOptions& options,
                                 const std::optional<HumanScores>& human) {
  Measured measured;
  measured.systems = systems.names;
  measured.sentences = systems.corpus.size();
  if (!systems.corpus.documents.empty())
    measured.documents = metrics::documents_of(systems.corpus).size();
  for (const KeyedMetric& metric : metrics) measured.metrics.push_back(measure(metric, systems));
  for (const Judge& judge : systems.judges) measured.metrics.push_back(measure(judge));
  measured.parts = parts_of(systems, options.unit);
  SystemComparison comparison = compare_measured(std::move(measured), options);
  comparison.words = word_accuracies(systems, options);
  if (human) add_human(*human, comparison);
  return comparison;
}

}  // namespace dragoman::evaluation
