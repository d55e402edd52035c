// Who deserves how much: baselines and normalisation over plain numbers, in double.
//
// Sums run over sorted values, so credit does not depend on the order of the samples. Equal values
// are recognised by max - min: a mean can miss them by an ulp, and dividing by a deviation would
// blow that residue up to a full advantage.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "episodes/episode.h"

namespace dragoman::algorithms {

struct Spread {
  double mean = 0.0;
  double std = 0.0;  // Bessel-corrected, two passes; 0 for fewer than two values
  bool flat = true;  // max == min, also for fewer than two values
};

Spread spread_of(std::span<const double> values);

// value - mean of the group; exactly 0 where the group is flat.
std::vector<double> minus_mean(std::span<const double> values);

// value - mean of the *other* values; exactly 0 where the group is flat or alone.
std::vector<double> minus_mean_of_others(std::span<const double> values);

// (value - mean) / (std + epsilon); exactly 0 where the values are flat.
std::vector<double> standardized(std::span<const double> values, double epsilon);

using Members = std::vector<episodes::Episode*>;

// Usable episodes by group id, whichever list they lie in. An episode whose reward is not finite is
// marked as failed; failed ones lose their advantages.
std::map<int64_t, Members> usable_by_group(std::span<episodes::EpisodeGroup> groups);

std::vector<double> rewards_of(const Members& members);

// One advantage for every sampled token of the episode.
void give(episodes::Episode& episode, double advantage);

}  // namespace dragoman::algorithms
