// Several systems on the same sentences: who is better, how sure that is, and where. Everything is
// computed from the sentence statistics of the metrics; how it is shown is elsewhere.
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

struct Systems {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> hypotheses;  // [system][sentence]
  metrics::Corpus corpus;
  std::vector<std::string> domains;  // [sentence], or none

  size_t size() const { return names.size(); }
};

struct ComparisonOptions {
  bool randomization = false;  // instead of the bootstrap
  metrics::Resampling resampling = {};
  std::string correction = "holm";  // of metrics::adjusted, over the pairs of one metric
  double alpha = 0.05;
  std::string unit = "word";                 // of lengths and word frequencies, or "character"
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

struct MetricComparison {
  std::string name;
  std::string signature;
  bool higher_is_better = true;
  bool whole_documents = false;
  std::vector<double> scores;                        // [system]
  std::vector<metrics::Interval> intervals;          // [system]; none by randomisation
  std::vector<PairTest> tests;                       // all pairs
  std::vector<metrics::Standing> standings;          // best first
  std::vector<std::vector<double>> sentence_scores;  // [system][sentence]

  const PairTest& test(size_t a, size_t b) const;
  const metrics::Standing& standing(size_t system) const;
};

struct GroupScores {
  std::string by;  // "source length", "reference length", "domain", "document"
  std::vector<SentenceGroup> groups;
  std::vector<std::vector<std::vector<double>>> scores;  // [metric][group][system]; NaN: no score
};

struct SystemComparison {
  std::vector<std::string> systems;
  size_t sentences = 0;
  size_t documents = 0;  // 0: not known
  ComparisonOptions options;
  std::vector<MetricComparison> metrics;  // at least one
  std::vector<double> autorank24;         // [system]
  std::vector<double> autorank25;
  std::vector<GroupScores> groups;
  std::vector<std::vector<metrics::WordAccuracy>> words;  // [system][frequency]; none: no reference
  std::vector<HumanAgreement> human;                      // none: no human scores

  std::vector<size_t> order() const;  // systems by the first metric, best first
};

// Two systems or more. A corpus without what a metric needs is the user's error.
SystemComparison compare_systems(const Systems& systems,
                                 const std::vector<std::unique_ptr<metrics::Metric>>& metrics,
                                 const ComparisonOptions& options,
                                 const std::optional<HumanScores>& human = std::nullopt);

}  // namespace dragoman::evaluation
