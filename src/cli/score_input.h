// The texts of `dragoman score`, read and checked.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "cli/score_arguments.h"
#include "metrics/corpus.h"

namespace dragoman::cli {

struct System {
  std::string name;  // as reports show it
  std::vector<std::string> hypotheses;
};

// What a test set says of one sentence.
struct SentenceLabels {
  std::string origlang;
  std::string domain;  // "" where the set has none
};

struct ScoreInput {
  metrics::Corpus corpus;
  std::vector<System> systems;         // each with corpus.size() hypotheses
  std::vector<SentenceLabels> labels;  // [sentence], or none at all
};

// Lines lose their white space at the end. A missing or empty file, bytes that are not text, lines
// that do not pair up: the user's errors, which name file and line.
ScoreInput read_score_input(const ScoreArguments& arguments);

// The texts of one case of a batch, as they are: "references" by stream and sentence, where null is
// none; "systems" likewise, or "hypotheses" of one; "sources". `where` starts what is wrong.
ScoreInput read_score_case(const Json& texts, const ScoreArguments& arguments,
                           const std::string& where);

}  // namespace dragoman::cli
