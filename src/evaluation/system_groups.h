// Where systems are good and where they are not: scores of parts of the sentences.
#pragma once

#include <vector>

#include "evaluation/system_comparison.h"

namespace dragoman::evaluation {

struct MeasuredMetric {
  const metrics::Metric& metric;
  std::vector<metrics::Statistics> tables;  // [system]
};

// By length of the source and of the reference, by domain and by document, each where it is known
// and there are two groups or more. Metrics of whole documents have no scores by length.
std::vector<GroupScores> group_scores(const Systems& systems,
                                      const std::vector<MeasuredMetric>& metrics,
                                      const std::string& unit);

// By frequency of words; nothing where a sentence has no reference.
std::vector<std::vector<metrics::WordAccuracy>> word_accuracies(const Systems& systems,
                                                                const ComparisonOptions& options);

}  // namespace dragoman::evaluation
