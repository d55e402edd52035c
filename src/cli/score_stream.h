// Corpus scores of plain files in bounded memory: sentences pass by, only sums stay.
#pragma once

#include "cli/score_results.h"

namespace dragoman::cli {

// One system's file against reference files, and nothing that needs all sentences at once: no
// intervals, tests, sentence scores or breakdowns.
bool can_stream(const ScoreArguments& arguments, const Metrics& metrics);

// What score_systems gives, to the last digit. Errors as read_score_input's.
ScoreResults stream_scores(const ScoreArguments& arguments, const Metrics& metrics);

// Counts a system's lines that end as tokenized text does, for a warning.
class TokenizedLines {
 public:
  void add(const std::string& line);
  // Says it on stderr where BLEU is asked for, there are many, and nobody forbade it.
  void warn(const ScoreArguments& arguments, const std::string& system) const;

 private:
  int64_t count_ = 0;
};

}  // namespace dragoman::cli
