// Reads the answer out of every reply, has it judged, and writes the verdict into the episode.
#pragma once

#include <span>

#include "data/row.h"
#include "episodes/episode.h"
#include "rewards/combine.h"
#include "tasks/task.h"

namespace dragoman::rollouts {

// Fills hypothesis, rewards and reward of every episode; one without a reward becomes kFailed and
// says why. `rows` is the data set that Labels::row counts in; `round` is the rollout's number.
void judge(std::span<episodes::EpisodeGroup> groups, std::span<const data::Row> rows,
           const tasks::Task& task, const rewards::RewardSet& rewards, int64_t round = 0);

}  // namespace dragoman::rollouts
