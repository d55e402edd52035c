// What a reward model learns from: the answers of a prompt and which of them is better than which.
#pragma once

#include <span>
#include <vector>

#include "algorithms/bradley_terry.h"
#include "training/preference_arguments.h"
#include "training/preference_data.h"

namespace dragoman::training {

// Every answer is a whole sequence with one more token behind it, which is all that is trained: a
// score head says there what it thinks of the sequence before, and never reads that token.
struct Ranking {
  std::vector<Example> answers;
  std::vector<algorithms::RankedPair> pairs;  // at least one
  std::vector<double> gaps;  // by pair: how much better, where that is known; else 0

  ExampleGroup group() const;
};

struct Rankings {
  std::vector<Ranking> rankings;
  int64_t too_long = 0;  // answers left out, and rankings without a pair:
  int64_t equal = 0;

  int64_t pairs() const;
};

Example whole_sequence(std::vector<TokenId> tokens);

// One pair a row: chosen over rejected, by `margin` where the row has that column.
Rankings rank_rows(std::span<const data::Row> rows, const rollouts::Player& player,
                   const RewardModelArguments& arguments);

// All pairs of a prompt's candidates whose rewards differ enough. They are encoded as their task
// writes answers, as the reward will see them.
Rankings rank_candidates(std::span<const CandidateGroup> groups, std::span<const data::Row> rows,
                         const rollouts::Player& player, const CandidateArguments& candidates,
                         int64_t max_length);

// Turns this share of the pairs around; which ones is decided by `rng`.
void add_label_noise(std::span<Ranking> rankings, double share, const Rng& rng);

}  // namespace dragoman::training
