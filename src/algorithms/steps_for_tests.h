// Algorithms by name and random rollouts for tests of this module.
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "algorithms/batches_for_tests.h"
#include "algorithms/catalog.h"
#include "base/error.h"
#include "config/recipe.h"

namespace dragoman::algorithms {

using episodes::Episode;
using episodes::EpisodeGroup;

struct Choice {
  config::Part<Algorithm> algorithm;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", algorithm, "which algorithm", catalog());
  }
};

inline std::unique_ptr<Algorithm> algorithm(const std::string& name,
                                            const std::string& options = "") {
  return config::read_text<Choice>("name = \"" + name + "\"\n" + options).algorithm.make();
}

inline std::string error_of(const std::string& name, const std::string& options) {
  try {
    algorithm(name, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// Groups of unequal size and length, with old and reference logprobs of every sampled token.
inline std::vector<EpisodeGroup> random_groups(uint64_t seed) {
  Rng rng(seed);
  std::vector<EpisodeGroup> groups;
  for (int64_t id = 0; id < 4; ++id) {
    EpisodeGroup group;
    for (int64_t i = 0; i < 3 + id; ++i) {
      Episode episode = episode_with(id, rng.uniform(), 1 + static_cast<int64_t>(rng.below(6)));
      for (int64_t t = 0; t < episode.sampled_count(); ++t) {
        episode.old_logprobs.push_back(static_cast<float>(-2.0 * rng.uniform()));
        episode.reference_logprobs.push_back(static_cast<float>(-2.0 * rng.uniform()));
        episode.values.push_back(static_cast<float>(rng.uniform()));
      }
      group.push_back(episode);
    }
    groups.push_back(group);
  }
  return groups;
}

inline void with_rewards(std::vector<EpisodeGroup>& groups, double reward) {
  for (EpisodeGroup& group : groups) {
    for (Episode& episode : group) {
      episode.reward = reward;
      episode.reference_logprobs = episode.old_logprobs;
    }
  }
}

// Sum of log-ratios between old and reference policy, from token `first` on.
inline double log_ratio_from(const Episode& episode, size_t first) {
  double sum = 0.0;
  for (size_t t = first; t < episode.old_logprobs.size(); ++t) {
    sum += static_cast<double>(episode.old_logprobs[t]) - episode.reference_logprobs[t];
  }
  return sum;
}

struct Moments {
  double mean = 0.0;
  double std = 0.0;
};

inline Moments moments(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Moments m;
  for (const double value : values) m.mean += value / n;
  for (const double value : values) m.std += (value - m.mean) * (value - m.mean) / (n - 1.0);
  m.std = std::sqrt(m.std);
  return m;
}

inline std::vector<double> rewards_in(const EpisodeGroup& group) {
  std::vector<double> rewards;
  for (const Episode& episode : group) rewards.push_back(episode.reward);
  return rewards;
}

}  // namespace dragoman::algorithms
