// CISPO (MiniMax-M1, arXiv 2506.13585): ratios are clipped constants, so that no token loses its
// gradient. The paper does not say its bound; 5 is what TRL suggests.
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct CispoOptions : PolicyGradientOptions {
  CispoOptions()
      : PolicyGradientOptions{config::preset(advantage::catalog(), "grpo"),
                              config::preset(surrogate::catalog(), "cispo"),
                              {.loss_type = "dapo"}} {}
};

}  // namespace

Entry cispo() {
  return policy_gradient<CispoOptions>(
      "cispo", "Clipped ratios as constant weights of the plain policy gradient.");
}

}  // namespace dragoman::algorithms
