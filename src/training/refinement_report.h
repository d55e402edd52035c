// What an RL step's log says about a teacher's edits of the drafts.
#pragma once

#include <map>
#include <span>
#include <string>

#include "data/row.h"
#include "episodes/episode.h"

namespace dragoman::training {

// Of judged episodes that have a refinement; empty where none has. `rows` is the data set that
// Labels::row counts in.
//   mt/refinement/NAME        what the teacher changed: metrics/edit_categories.h names it
//   mt/reference_similarity   1 - edit distance to the nearest reference, by characters over the
//                             longer of both; mean. What the policy is for, where
//                             mt/refinement/similarity is what it is paid for
std::map<std::string, double> refinement_report(std::span<const episodes::EpisodeGroup> groups,
                                                std::span<const data::Row> rows);

}  // namespace dragoman::training
