// COMET as a reward (Rei et al. 2022), as RLfR and most work on RL for translation use it.
#include "rewards/learned_reward.h"
#include "rewards/target.h"

namespace dragoman::rewards {
namespace {

class Comet final : public LearnedReward {
 public:
  Comet(const metrics::LearnedConfig& config, const RewardContext& context)
      : LearnedReward("comet", config, context, metrics::ReferenceUse::kIfThere) {}
};

}  // namespace

Entry comet() {
  return make_targeted_entry<Comet, metrics::LearnedConfig>(
      "comet", "Score: COMET with a model's folder, usually between 0 and 1.");
}

}  // namespace dragoman::rewards
