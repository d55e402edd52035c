#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {

void LossOptions::validate(config::Problems& problems) const {
  if (delta && *delta <= 1.0 + epsilon_high.value_or(epsilon)) {
    problems.add("delta", "must be above 1 + epsilon_high, or none");
  }
  if (epsilon == 0.0 && delta) {
    problems.add("delta", "bounds a clipped ratio, but epsilon = 0 turns clipping off");
  }
  if (epsilon == 0.0 && num_iterations > 1) {
    problems.add("num_iterations", "is above 1, which needs a clipped ratio (epsilon > 0)");
  }
}

Aggregation LossOptions::aggregation() const {
  if (loss_type == "grpo") return Aggregation::kSequenceMeanTokenMean;
  if (loss_type == "dapo") return Aggregation::kTokenMean;
  if (loss_type == "dr_grpo") return Aggregation::kConstant;
  return Aggregation::kSequenceMeanTokenSum;
}

PolicyLoss LossOptions::loss() const {
  PolicyLoss made;
  if (epsilon > 0.0) {
    made.clip =
        Clip{.epsilon = epsilon, .epsilon_high = epsilon_high.value_or(epsilon), .delta = delta};
  }
  made.beta = beta;
  made.kl = algorithms::kl_estimator(kl_estimator);
  made.entropy_coef = entropy_coef;
  made.importance_sampling_cap = importance_sampling_clip_max;
  return made;
}

}  // namespace dragoman::algorithms
