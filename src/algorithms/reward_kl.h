// KL as a part of the reward, at rollout time: a constant for the loss, credit for the policy.
#pragma once

#include <vector>

#include "algorithms/policy_gradient.h"
#include "episodes/episode.h"

namespace dragoman::algorithms {

// beta * (KL of this token and all after it), one per sampled token: what the rewards from here on
// lose. Zeros where beta is 0. Reads `old_logprobs` (where empty, the behaviour logprobs) against
// `reference_logprobs`.
std::vector<double> reward_kl_to_go(const LossOptions& options, const episodes::Episode& episode);

// The loss of an algorithm whose KL is in the reward.
PolicyLoss without_kl(PolicyLoss loss);

}  // namespace dragoman::algorithms
