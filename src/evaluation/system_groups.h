// Where systems are good and where they are not: scores of parts of the sentences.
#pragma once

#include <vector>

#include "evaluation/system_comparison.h"

namespace dragoman::evaluation {

// By domain, difficulty, length of the source and of the reference, and by document, each where it
// is known and there are two groups or more.
std::vector<Parts> parts_of(const Systems& systems, const std::string& unit);

// The same systems and metrics on each part, and AutoRank there: an overall rank hides a domain in
// which everything is lost.
std::vector<GroupScores> group_scores(const Measured& measured);

// By frequency of words; nothing where a sentence has no reference.
std::vector<std::vector<metrics::WordAccuracy>> word_accuracies(const Systems& systems,
                                                                const ComparisonOptions& options);

}  // namespace dragoman::evaluation
