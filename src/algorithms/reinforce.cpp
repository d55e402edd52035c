// REINFORCE (Williams, 1992) with the group's mean as baseline: no ratio, no clip, no deviation.
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct ReinforceOptions : PolicyGradientOptions {
  ReinforceOptions()
      : PolicyGradientOptions{config::preset(advantage::catalog(), "grpo",
                                             {"scale_rewards = 'none'", "min_reward_std = 0.0"}),
                              config::preset(surrogate::catalog(), "reinforce"),
                              {.loss_type = "rloo"}} {}
};

}  // namespace

Entry reinforce() {
  return policy_gradient<ReinforceOptions>(
      "reinforce", "The plain policy gradient against the mean of the group.");
}

}  // namespace dragoman::algorithms
