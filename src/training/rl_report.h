// What the log says of an RL step, under TRL's names (and verl's for timings).
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "algorithms/algorithm.h"
#include "base/json.h"
#include "comm/comm.h"
#include "data/row.h"
#include "episodes/episode.h"
#include "rewards/reward.h"

namespace dragoman::training {

// reward, reward_std, rewards/NAME/mean, /std and /std_within (mean deviation in a group),
// frac_reward_zero_std, completions/*, num_tokens, mt/*, what a teacher changed. `rows` is the data
// set that the episodes' labels count in.
Json describe(std::span<const episodes::EpisodeGroup> groups, std::span<const data::Row> rows);

// The share of answers that a gate on the language turns away; nothing where there are none.
std::optional<double> off_target_ratio(std::span<const episodes::EpisodeGroup> groups,
                                       std::span<const data::Row> rows,
                                       const rewards::Reward& language);

struct Learned {
  double loss = 0.0;
  double grad_norm = 0.0;
  double learning_rate = 0.0;
};
Json learning_report(const Learned& learned, const std::map<std::string, double>& seen,
                     const std::map<std::string, double>& settings);

episodes::StepCounts summed(episodes::StepCounts counts, comm::Comm& comm);

}  // namespace dragoman::training
