// Rewards that are learned metrics: all answers of a step go through the network in one call. An
// answer without text earns 0, whatever the network makes of it.
#pragma once

#include "episodes/scorer.h"
#include "metrics/learned_metric.h"
#include "rewards/reward.h"

namespace dragoman::rewards {

class LearnedReward : public Reward {
 public:
  // Opens the model. One that compares with references wants one in every row of the context; of
  // several the mean counts. `name` is the reward's, for messages.
  LearnedReward(std::string_view name, const metrics::LearnedConfig& config,
                const RewardContext& context, metrics::ReferenceUse use);

  bool in_batches() const final { return true; }
  std::vector<std::optional<double>> score(std::span<const Judged> items) const final;

 private:
  std::shared_ptr<const episodes::Scorer> scorer_;
  bool with_references_ = false;
};

}  // namespace dragoman::rewards
