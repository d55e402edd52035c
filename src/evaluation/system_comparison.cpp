#include "evaluation/system_comparison.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
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

MetricComparison compare_by(const Metric& metric, const Tables& tables, const Systems& systems,
                            const ComparisonOptions& options) {
  MetricComparison result;
  metrics::Evaluation said;
  said.references = systems.corpus.reference_count();
  result.name = metric.info().name;
  result.signature = metrics::format_signature(
      metrics::signature_fields(said, metric.info().signature), metrics::SignatureStyle::kLong);
  result.higher_is_better = metric.info().higher_is_better;
  result.whole_documents = metric.info().whole_documents;
  for (const Statistics& table : tables) {
    result.scores.push_back(metric.score(table.sums()));
    auto& sentences = result.sentence_scores.emplace_back();
    for (size_t i = 0; i < table.rows(); ++i) sentences.push_back(metric.score(table.row(i)));
  }
  const Tester tester(metric, tables, options);
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
  std::vector<metrics::RankedMetric> ranked;
  for (const MetricComparison& metric : comparison.metrics)
    ranked.push_back({metric.scores, metric.higher_is_better});
  comparison.autorank24 = metrics::autorank_wmt24(ranked);
  comparison.autorank25 = metrics::autorank_wmt25(ranked);
}

void add_human(const HumanScores& human, SystemComparison& comparison) {
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

}  // namespace

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

SystemComparison compare_systems(const Systems& systems,
                                 const std::vector<std::unique_ptr<metrics::Metric>>& metrics,
                                 const ComparisonOptions& options,
                                 const std::optional<HumanScores>& human) {
  DRAGOMAN_CHECK(systems.size() > 1 && !metrics.empty(), "systems and metrics to compare");
  SystemComparison comparison;
  comparison.systems = systems.names;
  comparison.sentences = systems.corpus.size();
  if (!systems.corpus.documents.empty())
    comparison.documents = metrics::documents_of(systems.corpus).size();
  comparison.options = options;
  std::vector<MeasuredMetric> measured;
  for (const auto& metric : metrics) {
    measured.push_back(
        {*metric, metrics::corpus_statistics(*metric, systems.hypotheses, systems.corpus)});
    comparison.metrics.push_back(compare_by(*metric, measured.back().tables, systems, options));
  }
  add_autorank(comparison);
  comparison.groups = group_scores(systems, measured, options.unit);
  comparison.words = word_accuracies(systems, options);
  if (human) add_human(*human, comparison);
  return comparison;
}

}  // namespace dragoman::evaluation
