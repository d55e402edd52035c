// PPO for language models (Schulman et al., arXiv 1707.06347; Ouyang et al., arXiv 2203.02155).
//
// Credit   generalised advantage estimation with a critic ([critic]), KL in the reward.
// Loss     - mean over the step's tokens of min(rho A, clip(rho, 1 ± epsilon) A), in four passes.
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct PpoOptions : PolicyGradientOptions {
  PpoOptions()
      : PolicyGradientOptions{config::preset(advantage::catalog(), "gae"),
                              config::preset(surrogate::catalog(), "clip"),
                              {.loss_type = "dapo",
                               .num_iterations = 4,
                               .beta = 0.05,
                               .kl_estimator = "k1",
                               .use_kl_in_reward = true}} {}
};

}  // namespace

Entry ppo() {
  return policy_gradient<PpoOptions>(
      "ppo", "Credit against a critic's expectation, clipped ratios, KL in the reward.");
}

}  // namespace dragoman::algorithms
