// Sequences as segments of a batch, one behind the other.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "episodes/policy_batch.h"

namespace dragoman::episodes {

// Adds a segment to the batch's tokens, positions, predicted and groups; `predicted` is 1 where the
// loss reads a token. Every other column is the caller's.
void append_segment(std::span<const TokenId> tokens, std::span<const uint8_t> predicted,
                    int64_t group, PolicyBatch& batch);

// The weights of the last segment: `weight` where a token is predicted, else 0.
void weigh_last_segment(float weight, PolicyBatch& batch);

// A score head speaks of the state in which a token would be chosen, so a sequence that it shall
// speak of as a whole gets one more token; which one does not matter. Returns what is predicted of
// the longer sequence: that token alone.
std::vector<uint8_t> close_for_score(std::vector<TokenId>& tokens);

}  // namespace dragoman::episodes
