// What the hypotheses of `dragoman score` are compared with: files and test sets.
#pragma once

#include "cli/score_input.h"

namespace dragoman::cli {

// Fills all of `input` but its systems: from reference files, a test set, entity records, and what
// stands beside them line by line.
void read_score_corpus(const ScoreArguments& arguments, ScoreInput& input);

// What the references came from, as messages name it.
std::string references_name(const ScoreArguments& arguments);

}  // namespace dragoman::cli
