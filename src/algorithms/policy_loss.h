// The loss that policy-gradient methods share:
//
//   loss = - sum_t weight_t * (c_t * J_t - beta * KL_t + entropy_coef * H_t)
//
// J is the surrogate, KL the per-token estimate against the reference, H the entropy, and c_t a
// constant that corrects for a sampler whose numbers are not the trainer's. All is in double.
#pragma once

#include <optional>
#include <string>

#include "algorithms/algorithm.h"
#include "algorithms/kl.h"
#include "algorithms/surrogate.h"

namespace dragoman::algorithms {

// From c = exp(old - behaviour logprob), of a token or, summed, of its whole sequence. Names are
// TRL's importance_sampling_mode.
struct SamplerCorrection {
  bool by_sequence = false;
  bool mask = false;  // outside the bounds c becomes 0, else the nearest bound
  std::optional<double> low = std::nullopt, high = std::nullopt;
};

struct PolicyLoss {
  double beta = 0.0;  // of the KL in the loss; 0 is off, and then no reference is read
  KlEstimator kl = KlEstimator::kK3;
  bool weighted_kl = false;  // KL_t times the token's ratio, whose slope counts, too (2512.02556)
  double entropy_coef = 0.0;
  std::optional<SamplerCorrection> correction = std::nullopt;
};

// Only positions with `predicted` 1 are read, so whatever stands elsewhere changes nothing.
LossReport policy_loss(const PolicyLoss& settings, const Surrogate& surrogate,
                       const episodes::PolicyBatch& batch,
                       const episodes::TokenQuantities& current);

}  // namespace dragoman::algorithms
