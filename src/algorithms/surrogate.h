// What a policy-gradient step raises, token by token: value J and slope dJ/d(logprob).
//
// With rho = exp(logprob - old logprob) and advantage A:
//   REINFORCE   J = A * logprob                                          (arXiv 2402.14740)
//   token clip  J = min(rho * A, clip(rho, 1 - epsilon, 1 + epsilon_high) * A)   (PPO, 1707.06347)
//   dual clip   J = max(J, delta * A) where A < 0                        (1912.09729)
// A log-ratio is clamped to ±20 before `exp`; beyond that the slope is 0.
#pragma once

#include <optional>

namespace dragoman::algorithms {

inline constexpr double kLargestLogRatio = 20.0;

struct Clip {
  double epsilon = 0.2;         // below: 1 - epsilon
  double epsilon_high = 0.2;    // above: 1 + epsilon_high
  std::optional<double> delta;  // > 1 + epsilon_high
};

// Which bound made the slope 0.
enum class Bound { kNone, kLow, kHigh, kDelta };

struct Term {
  double value = 0.0;
  double slope = 0.0;
  Bound bound = Bound::kNone;
};

Term reinforce(double logprob, double advantage);
Term clipped_ratio(double log_ratio, double advantage, const Clip& clip);

// exp of the clamped log-ratio.
double ratio_of(double log_ratio);

}  // namespace dragoman::algorithms
