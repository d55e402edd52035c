// Episodes as batches: packed end to end under a token budget, only sampled tokens predicted.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "episodes/episode.h"
#include "episodes/policy_batch.h"

namespace dragoman::rollouts {

// What a step trains on: usable episodes with sampled tokens and, unless masked, truncated ones.
std::vector<episodes::Episode*> trainable(std::span<episodes::EpisodeGroup> groups,
                                          bool mask_truncated_completions);

// Counts of these episodes alone; sum them over ranks before weights are derived.
episodes::StepCounts count(std::span<episodes::Episode* const> chosen);

struct Packed {
  episodes::PolicyBatch batch;
  std::vector<episodes::Episode*> members;  // one a segment, in order
};

// Packs into few batches of one temperature and at most `max_tokens` (one episode may exceed it),
// about equally full. Episodes of one group stay together as far as that allows: their prompt is
// computed once for a batch.
// `weight` gives the token weight of an episode with that many sampled tokens. Columns that the
// episodes lack (old, reference, advantages) stay empty.
std::vector<Packed> pack(std::span<episodes::Episode* const> chosen, int64_t max_tokens,
                         const std::function<double(double)>& weight);

// Hands a batch's column back to its episodes: their sampled tokens' entries, in order.
void unpack(const Packed& packed, std::span<const float> column,
            std::vector<float> episodes::Episode::*field);

}  // namespace dragoman::rollouts
