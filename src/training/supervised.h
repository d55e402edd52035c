// Supervised examples: rows as token sequences, and sequences packed into batches whose token
// weights hold the denominator of the whole optimizer step.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "comm/comm.h"
#include "data/row.h"
#include "episodes/policy_batch.h"
#include "rollouts/rollouts.h"
#include "training/arguments.h"

namespace dragoman::training {

struct Example {
  std::vector<TokenId> tokens;
  int64_t prompt_length = 0;  // tokens before the answer
};

struct Examples {
  std::vector<Example> examples;
  int64_t too_long = 0;  // left out: longer than max_length
};

// One example for every reference of every row: the task's question, then its answer and the end
// token. The prompt's tokens are a prefix of the whole's, or it is an Error that names the row.
Examples encode_examples(std::span<const data::Row> rows, const rollouts::Player& player,
                         int64_t max_length);

// Packs examples into batches of at most `max_tokens` tokens (one example may exceed it), longest
// first. Every trained token weighs 1 / (trained tokens of all given examples, over all ranks).
std::vector<episodes::PolicyBatch> pack_examples(std::span<const Example* const> examples,
                                                 const SftArguments& arguments, int64_t max_tokens,
                                                 comm::Comm& comm);

}  // namespace dragoman::training
