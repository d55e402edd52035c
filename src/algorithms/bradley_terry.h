// What a reward model lowers: the Bradley-Terry likelihood of which of two answers is better
// (Christiano et al., arXiv 1706.03741), for pairs and for rankings.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dragoman::algorithms {

// Two answers of one prompt by their places among its scores.
struct RankedPair {
  size_t better = 0;
  size_t worse = 0;
  double margin = 0.0;  // by which their scores should differ at least
};

struct RankingTerm {
  double value = 0.0;
  std::vector<double> by_score;  // its derivatives
};

// - mean over the pairs of ln sigmoid(s_better - s_worse - margin): with all pairs of K answers
// InstructGPT's 1 / C(K, 2) (arXiv 2203.02155), with one TRL's loss. `center_coefficient` times the
// pairs' mean of (s_better + s_worse)^2 keeps scores near 0 (Eisenstein et al., arXiv 2312.09244).
RankingTerm bradley_terry(std::span<const double> scores, std::span<const RankedPair> pairs,
                          double center_coefficient);

}  // namespace dragoman::algorithms
