#include "algorithms/surrogate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dragoman::algorithms {

double Columns::sum_of_log_ratios() const {
  double sum = 0.0;
  for (size_t t = 0; t < size(); ++t) sum += log_ratio(t);
  return sum;
}

void RatioCounts::add_ratio(double ratio) {
  units += 1.0;
  sum += ratio;
  low = std::min(low, ratio);
  high = std::max(high, ratio);
}

void RatioCounts::add_bound(Bound bound, double share) {
  clipped_low += bound == Bound::kLow ? share : 0.0;
  clipped_high += bound == Bound::kHigh ? share : 0.0;
  clipped_delta += bound == Bound::kDelta ? share : 0.0;
}

double ratio_of(double log_ratio) {
  return std::exp(std::clamp(log_ratio, -kLargestLogRatio, kLargestLogRatio));
}

Term clipped_ratio(double log_ratio, double advantage, const Bounds& bounds) {
  const double ratio = ratio_of(log_ratio);
  if (advantage > 0.0 && ratio > bounds.high) return {bounds.high * advantage, 0.0, Bound::kHigh};
  if (advantage < 0.0 && ratio < bounds.low) return {bounds.low * advantage, 0.0, Bound::kLow};
  if (advantage < 0.0 && bounds.delta && ratio > *bounds.delta)
    return {*bounds.delta * advantage, 0.0, Bound::kDelta};
  const bool clamped = std::abs(log_ratio) > kLargestLogRatio;
  return {ratio * advantage, clamped ? 0.0 : ratio * advantage, Bound::kNone};
}

Gain TokenSurrogate::gain(const Columns& sequence) const {
  Gain gain;
  for (size_t t = 0; t < sequence.size(); ++t) {
    const double log_ratio = sequence.log_ratio(t);
    const Term one = term(sequence.logprob[t], log_ratio, sequence.advantage[t]);
    gain.value += sequence.weight[t] * one.value;
    gain.slopes.push_back(sequence.weight[t] * one.slope);
    gain.ratios.add_ratio(ratio_of(log_ratio));
    gain.ratios.add_bound(one.bound);
  }
  return gain;
}

// d(log r)/d(logprob of any token) is the scale.
Gain SequenceSurrogate::gain(const Columns& sequence) const {
  const auto length = static_cast<double>(sequence.size());
  const double log_ratio = scale(length) * sequence.sum_of_log_ratios();
  const Bounds within = bounds(length);
  Gain gain;
  double slope = 0.0;
  gain.ratios.add_ratio(ratio_of(log_ratio));
  for (size_t t = 0; t < sequence.size(); ++t) {
    const Term one = clipped_ratio(log_ratio, sequence.advantage[t], within);
    gain.value += sequence.weight[t] * one.value;
    slope += sequence.weight[t] * one.slope;
    gain.ratios.add_bound(one.bound, 1.0 / length);
  }
  gain.slopes.assign(sequence.size(), scale(length) * slope);
  return gain;
}

}  // namespace dragoman::algorithms
