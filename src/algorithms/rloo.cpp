// REINFORCE leave-one-out (Ahmadian et al., arXiv 2402.14740).
//
// Reward   r_i - beta * sum over tokens of KL(old || reference), estimated at the sampled tokens.
// Credit   A_i = r_i - mean of the other rewards of the group.
// Loss     - 1 / sequences * sum over tokens of A * logprob; the whole answer is one action.
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct RlooOptions : PolicyGradientOptions {
  RlooOptions()
      : PolicyGradientOptions{
            config::preset(advantage::catalog(), "rloo"),
            config::preset(surrogate::catalog(), "reinforce"),
            {.loss_type = "rloo", .beta = 0.03, .kl_estimator = "k1", .use_kl_in_reward = true}} {}
};

}  // namespace

Entry rloo() {
  return policy_gradient<RlooOptions>(
      "rloo", "REINFORCE with the mean of the other samples as baseline, KL in the reward.");
}

}  // namespace dragoman::algorithms
