// FSPO (Mao et al., arXiv 2509.09177): sequence ratios whose band grows with the root of the
// length, so that short and long answers are clipped alike.
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct FspoOptions : PolicyGradientOptions {
  FspoOptions()
      : PolicyGradientOptions{config::preset(advantage::catalog(), "grpo"),
                              config::preset(surrogate::catalog(), "fspo"),
                              {.loss_type = "grpo"}} {}
};

}  // namespace

Entry fspo() {
  return policy_gradient<FspoOptions>(
      "fspo", "GRPO with sequence ratios that are clipped alike at every length.");
}

}  // namespace dragoman::algorithms
