// GRPO done right (Liu et al., arXiv 2503.20783): no division that favours short wrong answers or
// easy and hard prompts.
//
// Credit   A_i = r_i - mean r, over the group of one prompt.
// Loss     - sum over tokens of min(rho A, clip(rho, 1 ± epsilon) A), divided by the number of
//          sequences times max_completion_length, a constant.
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct DrGrpoOptions : PolicyGradientOptions {
  DrGrpoOptions()
      : PolicyGradientOptions{config::preset(advantage::catalog(), "grpo",
                                             {"scale_rewards = 'none'", "min_reward_std = 0.0"}),
                              config::preset(surrogate::catalog(), "clip"),
                              {.loss_type = "dr_grpo"}} {}
};

}  // namespace

Entry dr_grpo() {
  return policy_gradient<DrGrpoOptions>(
      "dr_grpo", "GRPO without its two divisions: no deviation, a constant token weight.");
}

}  // namespace dragoman::algorithms
