#include "algorithms/surrogate.h"

#include <algorithm>
#include <cmath>

namespace dragoman::algorithms {

double ratio_of(double log_ratio) {
  return std::exp(std::clamp(log_ratio, -kLargestLogRatio, kLargestLogRatio));
}

Term reinforce(double logprob, double advantage) {
  return {advantage * logprob, advantage, Bound::kNone};
}

Term clipped_ratio(double log_ratio, double advantage, const Clip& clip) {
  const double ratio = ratio_of(log_ratio);
  const double lower = 1.0 - clip.epsilon;
  const double upper = 1.0 + clip.epsilon_high;
  if (advantage > 0.0 && ratio > upper) return {upper * advantage, 0.0, Bound::kHigh};
  if (advantage < 0.0 && ratio < lower) return {lower * advantage, 0.0, Bound::kLow};
  if (advantage < 0.0 && clip.delta && ratio > *clip.delta) {
    return {*clip.delta * advantage, 0.0, Bound::kDelta};
  }
  const bool clamped = std::abs(log_ratio) > kLargestLogRatio;
  return {ratio * advantage, clamped ? 0.0 : ratio * advantage, Bound::kNone};
}

}  // namespace dragoman::algorithms
