// What a critic learns: the returns of the rollout, moving no further from its old values than the
// policy may from the old policy (Schulman et al., arXiv 1707.06347, as in every PPO for text).
#pragma once

#include "algorithms/algorithm.h"
#include "config/fields.h"

namespace dragoman::algorithms {

struct ValueLoss {
  double vf_coef = 0.1;
  double cliprange_value = 0.2;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("vf_coef", vf_coef, "weight of the critic's loss", config::at_least(0.0));
    visit("cliprange_value", cliprange_value, "how far a value may move from the rollout's",
          config::above(0.0));
  }

  // Weighted sum over tokens of vf_coef / 2 * max((V - R)^2, (V clipped around its old value -
  // R)^2) with slopes in `gradients.value`. The batch has values, returns and weights.
  LossReport operator()(const episodes::PolicyBatch& batch,
                        const episodes::TokenQuantities& current) const;
};

}  // namespace dragoman::algorithms
