// Group-relative policy optimisation (DeepSeekMath, arXiv 2402.03300).
//
// Credit   A_i = (r_i - mean r) / (std r + std_epsilon), over the group of one prompt.
// Loss     - mean of min(rho A, clip(rho, 1 - epsilon, 1 + epsilon_high) A) + beta * KL.
//
// The defaults depart from the paper; the key in brackets undoes it. As in DAPO (2503.14476) all
// tokens of the step weigh the same (loss_type = "grpo" is a mean per sequence) and the upper clip
// is wider (epsilon_high = 0.2); a negative advantage stops at ratio 3 (delta = "none"); the KL is
// weak (beta = 0.04); groups whose rewards hardly differ get no credit (min_reward_std = 0).
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct GrpoOptions : PolicyGradientOptions {
  GrpoOptions()
      : PolicyGradientOptions{
            config::preset(advantage::catalog(), "grpo"),
            config::preset(surrogate::catalog(), "clip", {"epsilon_high = 0.28", "delta = 3.0"}),
            {.loss_type = "dapo", .beta = 0.001}} {}
};

}  // namespace

Entry grpo() {
  return policy_gradient<GrpoOptions>(
      "grpo", "Rewards against the mean and deviation of their group, clipped token ratios.");
}

}  // namespace dragoman::algorithms
