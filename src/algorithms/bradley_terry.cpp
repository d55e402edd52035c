#include "algorithms/bradley_terry.h"

#include "algorithms/preference.h"
#include "base/error.h"

namespace dragoman::algorithms {

RankingTerm bradley_terry(std::span<const double> scores, std::span<const RankedPair> pairs,
                          double center_coefficient) {
  DRAGOMAN_CHECK(!pairs.empty(), "a ranking has a pair");
  const double share = 1.0 / static_cast<double>(pairs.size());
  RankingTerm term{0.0, std::vector<double>(scores.size(), 0.0)};
  for (const RankedPair& pair : pairs) {
    const double sum = scores[pair.better] + scores[pair.worse];
    const Curve likely = log_sigmoid(scores[pair.better] - scores[pair.worse] - pair.margin);
    term.value += share * (center_coefficient * sum * sum - likely.value);
    const double by_sum = 2.0 * center_coefficient * sum;
    term.by_score[pair.better] += share * (by_sum - likely.slope);
    term.by_score[pair.worse] += share * (by_sum + likely.slope);
  }
  return term;
}

}  // namespace dragoman::algorithms
