// Several systems on the same sentences: who is better, how sure that is, and where. Everything is
// computed from the sentence statistics of the metrics, be they counted from texts or kept by runs
// (run_comparison.h); how it is shown is elsewhere.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/human_scores.h"
#include "evaluation/sentence_groups.h"
#include "metrics/corpus.h"
#include "metrics/significance.h"
#include "metrics/standings.h"
#include "metrics/word_frequency.h"

namespace dragoman::evaluation {

// Scores from outside, of a judge that no metric here can ask: higher is better.
struct Judge {
  std::string name;
  std::vector<std::vector<double>> scores;  // [system][sentence]; NaN: not judged
};

struct Systems {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> hypotheses;  // [system][sentence]
  metrics::Corpus corpus;
  std::vector<std::string> domains;       // [sentence], or none
  std::vector<std::string> difficulties;  // likewise
  std::vector<Judge> judges;              // each stands beside the metrics as one of them

  size_t size() const { return names.size(); }
};

struct ComparisonOptions {
  bool randomization = false;  // instead of the bootstrap
  metrics::Resampling resampling = {};
  std::string correction = "holm";  // of metrics::adjusted, over the pairs of one metric
  double alpha = 0.05;
  std::vector<std::string> rewarded =
      {};                     // metrics, by key, that all systems may have been tuned to
  std::string unit = "word";  // of lengths and word frequencies, or "character"
  metrics::WordCounts training_counts = {};  // of words; empty: the references' own
};

// One pair of systems by one metric; `better` has the better score (of equals, comes first).
struct PairTest {
  size_t better = 0;
  size_t worse = 0;
  double difference = 0.0;  // score of the better less that of the worse
  double p = 1.0;           // two-sided
  double adjusted = 1.0;
};

// What the systems scored by one metric: all that is compared.
struct MeasuredMetric {
  std::string key;  // "chrf"; a judge's name
  std::string signature;
  std::shared_ptr<const metrics::Metric> metric;
  std::vector<metrics::Statistics> tables;  // [system]
  std::vector<bool> rewarded = {};          // [system] whether it was trained to please the metric
};

struct MetricComparison {
  std::string key;
  std::string name;
  std::string signature;
  bool higher_is_better = true;
  bool whole_documents = false;
  int decimals = 2;                                  // that its scores are shown with
  std::vector<bool> rewarded;                        // [system]
  std::vector<double> scores;                        // [system]
  std::vector<metrics::Interval> intervals;          // [system]; none by randomisation
  std::vector<PairTest> tests;                       // all pairs
  std::vector<metrics::Standing> standings;          // best first
  std::vector<std::vector<double>> sentence_scores;  // [system][sentence]

  const PairTest& test(size_t a, size_t b) const;
  const metrics::Standing& standing(size_t system) const;
  bool is_rewarded() const;  // of any system
};

// A way to part the sentences.
struct Parts {
  std::string by;  // "source length", "reference length", "domain", "difficulty", "document", …
  std::vector<SentenceGroup> groups;
  bool few = false;             // labels, of which all metrics are shown beside each other
  bool cuts_documents = false;  // metrics of whole documents have no scores then
};

struct GroupScores {
  Parts parts;
  std::vector<std::vector<std::vector<double>>> scores;  // [metric][group][system]; NaN: no score
  std::vector<std::vector<double>> autorank25;           // [group][system], of metrics with scores
};

// What compare_measured compares: two systems or more, a metric at least.
struct Measured {
  std::vector<std::string> systems;
  size_t sentences = 0;
  size_t documents = 0;  // 0: not known
  std::vector<MeasuredMetric> metrics;
  std::vector<Parts> parts;
};

struct SystemComparison {
  std::vector<std::string> systems;
  size_t sentences = 0;
  size_t documents = 0;  // 0: not known
  ComparisonOptions options;
  std::vector<MetricComparison> metrics;  // at least one
  std::vector<double> autorank24;         // [system]
  std::vector<double> autorank25;
  std::vector<double> witness_rank;  // AutoRank 25 of the metrics that no system was rewarded with;
                                     // none where nothing was rewarded, or everything
  std::vector<GroupScores> groups;
  std::vector<std::vector<metrics::WordAccuracy>> words;  // [system][frequency]; none: no reference
  std::vector<HumanAgreement> human;                      // none: no human scores
  std::vector<double> human_means;                        // [system], or none

  std::vector<size_t> order() const;  // systems by the first metric, best first
};

// A metric and its key.
struct KeyedMetric {
  std::string key;
  std::shared_ptr<const metrics::Metric> metric;
};

// Two systems or more. A corpus without what a metric needs, and a rewarded metric that is not
// among those measured, is the user's error.
SystemComparison compare_systems(const Systems& systems, const std::vector<KeyedMetric>& metrics,
                                 const ComparisonOptions& options,
                                 const std::optional<HumanScores>& human = std::nullopt);

// The same without texts: no words by frequency, no people.
SystemComparison compare_measured(Measured measured, const ComparisonOptions& options);

}  // namespace dragoman::evaluation
