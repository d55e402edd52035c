// REINFORCE++-baseline (Hu et al., arXiv 2501.03262): the group's mean comes off each reward before
// the step's deviation divides; the KL is a term of the loss, estimated by k2.
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct ReinforcePpBaselineOptions : PolicyGradientOptions {
  ReinforcePpBaselineOptions()
      : PolicyGradientOptions{
            config::preset(advantage::catalog(), "reinforce_plus_plus", {"group_baseline = true"}),
            config::preset(surrogate::catalog(), "clip"),
            {.loss_type = "grpo", .beta = 0.001, .kl_estimator = "k2"}} {}
};

}  // namespace

Entry reinforce_pp_baseline() {
  return policy_gradient<ReinforcePpBaselineOptions>(
      "reinforce_pp_baseline", "REINFORCE++ with the mean of the group as baseline.");
}

}  // namespace dragoman::algorithms
