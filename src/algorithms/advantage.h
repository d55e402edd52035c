// Who deserves how much: estimators of the advantage. One a file (advantage_*.cpp);
// src/algorithms/advantages.cpp lists them.
#pragma once

#include <map>
#include <vector>

#include "config/catalog.h"
#include "episodes/episode.h"

namespace dragoman::algorithms {

// What an episode earned: its reward, less what the KL takes off it from each sampled token on.
struct Earning {
  episodes::Episode* episode = nullptr;
  double reward = 0.0;
  std::vector<double> kl_to_go;  // [sampled tokens]; zeros where no KL is in the reward

  double total() const { return kl_to_go.empty() ? reward : reward - kl_to_go.front(); }
};

// By group; only usable episodes.
using Earnings = std::map<int64_t, std::vector<Earning>>;

// Hands one advantage a sampled token, in the order of the groups and their episodes, to their
// episodes.
void give_tokens(const Earnings& earnings, const std::vector<double>& advantages);

class AdvantageEstimator {
 public:
  virtual ~AdvantageEstimator() = default;
  // Fills `advantages` of every episode, one for each sampled token.
  virtual void assign(const Earnings& earnings) const = 0;
  // Whether it reads `values`, which a critic gives; then it fills `returns`, too.
  virtual bool needs_values() const { return false; }
};

namespace advantage {

using Entry = config::Entry<AdvantageEstimator>;
using Catalog = config::Catalog<AdvantageEstimator>;

const Catalog& catalog();

}  // namespace advantage
}  // namespace dragoman::algorithms
