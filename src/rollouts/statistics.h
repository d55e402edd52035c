// What translation adds to the log of a step (mt/*): how long answers are against the reference,
// how many are empty, copied or all alike, and the reward of each direction.
#pragma once

#include <map>
#include <span>
#include <string>

#include "data/row.h"
#include "episodes/episode.h"

namespace dragoman::rollouts {

// Of judged episodes; failed ones are left out. `rows` is the data set that Labels::row counts in.
//   mt/length_ratio   code points of the answer over those of the first reference; mean
//   mt/empty_ratio    share of answers without text
//   mt/copy_ratio     share of answers that are the source, case and white space aside
//   mt/unique_ratio   different answers of a group over its answers; mean over groups
//   mt/en-de/reward, mt/en-de/length_ratio, …   by direction, where there are several
std::map<std::string, double> translation_statistics(std::span<const episodes::EpisodeGroup> groups,
                                                     std::span<const data::Row> rows);

}  // namespace dragoman::rollouts
