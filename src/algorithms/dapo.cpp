// DAPO (Yu et al., arXiv 2503.14476): GRPO with a wider upper clip, no KL, and every token of the
// step alike. Its other two parts are outside the loss: rl.dynamic_sampling drops flat groups, and
// the reward soft_overlong marks long answers down.
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct DapoOptions : PolicyGradientOptions {
  DapoOptions()
      : PolicyGradientOptions{config::preset(advantage::catalog(), "grpo"),
                              config::preset(surrogate::catalog(), "clip", {"epsilon_high = 0.28"}),
                              {.loss_type = "dapo"}} {}
};

}  // namespace

Entry dapo() {
  return policy_gradient<DapoOptions>("dapo",
                                      "GRPO that clips higher, without a KL, every token alike.");
}

}  // namespace dragoman::algorithms
