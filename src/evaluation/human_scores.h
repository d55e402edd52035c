// Human scores of systems, and how well metrics agree with them.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"

namespace dragoman::evaluation {

struct HumanScores {
  bool by_sentence = false;
  std::vector<std::vector<double>> scores;  // [system][sentence], or [system][0]; NaN: not judged

  double mean(size_t system) const;  // of what was judged; NaN where nothing was
};

// As mt-metrics-eval keeps them: a line "SYSTEM SCORE" a system, or one a sentence in their order;
// "None" is not judged. Higher is better. Other systems of the file are left out; a system that it
// lacks, or a number of lines that fits neither form, is the user's error.
HumanScores read_human_scores(const Path& path, const std::vector<std::string>& systems,
                              size_t sentences);

// What a metric says of the systems; lower-is-better metrics are turned round.
struct ScoresToJudge {
  std::string metric;
  std::vector<double> scores;                        // [system]
  std::vector<std::vector<double>> sentence_scores;  // [system][sentence]
};

// One metric at one level; NaN where it is undefined.
struct HumanAgreement {
  std::string metric;
  bool of_sentences = false;  // all systems' sentences together; else of systems
  size_t items = 0;
  double pearson = 0.0;
  double spearman = 0.0;
  double kendall_b = 0.0;
  double kendall_c = 0.0;
  double accuracy = 0.0;   // pairwise; of sentences with ties, calibrated, pairs within a sentence
  double threshold = 0.0;  // of sentences: scores this near are ties
};

std::vector<HumanAgreement> human_agreement(const HumanScores& human, const ScoresToJudge& judged);

}  // namespace dragoman::evaluation
