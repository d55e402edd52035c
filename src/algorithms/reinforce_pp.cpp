// REINFORCE++ (Hu et al., arXiv 2501.03262): PPO's clipped loss without a critic.
//
// Credit   A_{i,t} = r_i - beta * sum over u >= t of KL_{i,u}, then brought to mean 0 and
//          deviation 1 over all sampled tokens of the step.
// Loss     - mean over sequences and their tokens of min(rho A, clip(rho, 1 ± epsilon) A).
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct ReinforcePpOptions : PolicyGradientOptions {
  ReinforcePpOptions()
      : PolicyGradientOptions{
            config::preset(advantage::catalog(), "reinforce_plus_plus"),
            config::preset(surrogate::catalog(), "clip"),
            {.loss_type = "grpo", .beta = 0.001, .kl_estimator = "k1", .use_kl_in_reward = true}} {}
};

}  // namespace

Entry reinforce_pp() {
  return policy_gradient<ReinforcePpOptions>(
      "reinforce_pp", "Credit normalised over all tokens of the step, KL in the reward.");
}

}  // namespace dragoman::algorithms
