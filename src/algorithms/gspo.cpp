// Group sequence policy optimisation (Zheng et al., arXiv 2507.18071): the reward is of the whole
// answer, so the ratio is, too.
//
// Credit   as GRPO.    Loss   - mean over sequences of min(s A, clip(s, 1 ± …) A), s = exp(S / L).
//
// The bounds are the paper's, for long answers: see surrogate_gspo.cpp for short ones.
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct GspoOptions : PolicyGradientOptions {
  GspoOptions()
      : PolicyGradientOptions{
            config::preset(advantage::catalog(), "grpo"),
            config::preset(surrogate::catalog(), "gspo", {"epsilon = 3e-4", "epsilon_high = 4e-4"}),
            {.loss_type = "grpo"}} {}
};

}  // namespace

Entry gspo() {
  return policy_gradient<GspoOptions>("gspo", "GRPO with one clipped ratio a sequence.");
}

}  // namespace dragoman::algorithms
