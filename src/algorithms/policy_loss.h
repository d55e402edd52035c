// The loss that token-level policy-gradient methods share:
//
//   loss = - sum_t weight_t * (c_t * J_t - beta * KL_t + entropy_coef * H_t)
//
// J is the surrogate, KL the per-token estimate against the reference, H the entropy, and
// c_t = min(exp(old - behaviour logprob), cap), a constant that corrects for a sampler whose
// numbers are not the trainer's (truncated importance sampling). All is computed in double.
#pragma once

#include <optional>

#include "algorithms/algorithm.h"
#include "algorithms/kl.h"
#include "algorithms/surrogate.h"

namespace dragoman::algorithms {

struct PolicyLoss {
  std::optional<Clip> clip = std::nullopt;  // none: plain REINFORCE
  double beta = 0.0;  // of the KL in the loss; 0 is off, and then no reference is read
  KlEstimator kl = KlEstimator::kK3;
  double entropy_coef = 0.0;
  std::optional<double> importance_sampling_cap = std::nullopt;
};

// Only positions with `predicted` 1 are read, so whatever stands elsewhere changes nothing.
LossReport policy_loss(const PolicyLoss& settings, const episodes::PolicyBatch& batch,
                       const episodes::TokenQuantities& current);

}  // namespace dragoman::algorithms
