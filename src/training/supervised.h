// Supervised examples: rows as token sequences, and sequences packed into batches whose token
// weights hold the denominator of the whole optimizer step.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "comm/comm.h"
#include "data/row.h"
#include "episodes/policy_batch.h"
#include "rollouts/rollouts.h"
#include "training/arguments.h"
#include "training/conversation.h"

namespace dragoman::training {

struct Examples {
  std::vector<Example> examples;
  int64_t too_long = 0;  // left out: longer than max_length
  // Where answers of one conversation had to become examples of their own, why.
  std::optional<templates::PrefixDifference> difference;
};

// The examples of all that the task has to teach of every row (training/conversation.h).
Examples encode_examples(std::span<const data::Row> rows, const rollouts::Player& player,
                         int64_t max_length);

// 1 for each token of an example that is trained on: the answers', or all but the first.
std::vector<uint8_t> trained_flags(const Example& example, const SftArguments& arguments);
int64_t trained_tokens(const Example& example, const SftArguments& arguments);

// Packs examples into few batches of at most `max_tokens` tokens (one example may exceed it), about
// equally full, longest first, all at the arguments' temperature. Every trained token weighs
// 1 / (trained tokens of all given examples, over all ranks).
std::vector<episodes::PolicyBatch> pack_examples(std::span<const Example* const> examples,
                                                 const SftArguments& arguments, int64_t max_tokens,
                                                 comm::Comm& comm);

}  // namespace dragoman::training
