// The texts of `dragoman score`, read and checked.
#pragma once

#include <string>
#include <vector>

#include "cli/score_arguments.h"
#include "metrics/corpus.h"

namespace dragoman::cli {

struct System {
  std::string name;  // as reports show it
  std::vector<std::string> hypotheses;
};

struct ScoreInput {
  metrics::Corpus corpus;
  std::vector<System> systems;  // each with corpus.size() hypotheses
};

// Lines lose their white space at the end. A missing or empty file, bytes that are not UTF-8, lines
// that do not pair up: the user's errors, which name file and line.
ScoreInput read_score_input(const ScoreArguments& arguments);

}  // namespace dragoman::cli
