// TIC-GRPO (Pang & Jin, arXiv 2508.02833), the TC-GRPO of In2x (2508.14472).
//
// Credit   A_i = (r_i / L_i - mean) / (std + std_epsilon) of the length-divided rewards.
// Loss     - mean over sequences of min(w A, min(w, 1 + epsilon_high) A), w = exp(S), with the dual
//          clip at sentence level.
//
// With equal rewards a shorter answer gets more credit: divide_by_length = false compares. The
// deviation of r / L shrinks like 1 / L, so min_reward_std and std_epsilon are small.
#include "algorithms/policy_gradient.h"

namespace dragoman::algorithms {
namespace {

struct TicGrpoOptions : PolicyGradientOptions {
  TicGrpoOptions()
      : PolicyGradientOptions{config::preset(advantage::catalog(), "grpo",
                                             {"divide_by_length = true", "std_epsilon = 1e-8",
                                              "min_reward_std = 0.0"}),
                              config::preset(surrogate::catalog(), "tic_grpo"),
                              {.loss_type = "grpo"}} {}
};

}  // namespace

Entry tic_grpo() {
  return policy_gradient<TicGrpoOptions>(
      "tic_grpo", "GRPO with the ratio of the whole answer, clipped from above.");
}

}  // namespace dragoman::algorithms
