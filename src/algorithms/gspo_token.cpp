// GSPO-token (Zheng et al., arXiv 2507.18071, section 4.3): GSPO for advantages that differ by
// token.
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct GspoTokenOptions : PolicyGradientOptions {
  GspoTokenOptions()
      : PolicyGradientOptions{config::preset(advantage::catalog(), "grpo"),
                              config::preset(surrogate::catalog(), "gspo_token",
                                             {"epsilon = 3e-4", "epsilon_high = 4e-4"}),
                              {.loss_type = "grpo"}} {}
};

}  // namespace

Entry gspo_token() {
  return policy_gradient<GspoTokenOptions>("gspo_token",
                                           "GSPO for advantages that differ by token.");
}

}  // namespace dragoman::algorithms
