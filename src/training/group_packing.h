// Sequences whose losses hang together, such as the answers of one prompt: packed so that none of
// them is in another batch than the rest of its group.
#pragma once

#include <span>
#include <vector>

#include "episodes/policy_batch.h"
#include "training/conversation.h"

namespace dragoman::training {

using ExampleGroup = std::vector<const Example*>;

struct GroupBatch {
  episodes::PolicyBatch batch;  // without token weights
  std::vector<size_t> groups;   // positions among the given ones; their examples are the batch's
                                // segments, in order
};

// Few batches of at most `max_tokens` tokens (one group may exceed it), about equally full, longest
// groups first. What is
// trained of an example is what its batch predicts.
std::vector<GroupBatch> pack_groups(std::span<const ExampleGroup> groups, int64_t max_tokens);

// The sum of a column over each segment's predicted tokens.
std::vector<double> segment_sums(const episodes::PolicyBatch& batch, std::span<const float> column);

// A column with each segment's value at its predicted tokens, 0 elsewhere.
std::vector<float> spread(const episodes::PolicyBatch& batch, std::span<const double> values);

}  // namespace dragoman::training
