#include "algorithms/kl.h"

#include <cmath>

#include "algorithms/surrogate.h"
#include "base/error.h"

namespace dragoman::algorithms {

KlTerm kl_term(KlEstimator estimator, double logprob, double reference_logprob) {
  const double q = reference_logprob - logprob;
  switch (estimator) {
    case KlEstimator::kK1: return {-q, 1.0};
    case KlEstimator::kK2: return {0.5 * q * q, -q};
    case KlEstimator::kK3: break;
  }
  if (q > kLargestLogRatio) return {std::expm1(kLargestLogRatio) - kLargestLogRatio, 0.0};
  return {std::expm1(q) - q, -std::expm1(q)};
}

KlEstimator kl_estimator(const std::string& name) {
  if (name == "k1") return KlEstimator::kK1;
  if (name == "k2") return KlEstimator::kK2;
  DRAGOMAN_CHECK(name == "k3", "no KL estimator is named " + name);
  return KlEstimator::kK3;
}

}  // namespace dragoman::algorithms
