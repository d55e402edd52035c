// CometKiwi as a reward: quality estimation, so rows need no references.
#include "rewards/catalog.h"
#include "rewards/learned_reward.h"

namespace dragoman::rewards {
namespace {

class CometKiwi final : public LearnedReward {
 public:
  CometKiwi(const metrics::LearnedConfig& config, const RewardContext& context)
      : LearnedReward("cometkiwi", config, context, metrics::ReferenceUse::kNever) {}
};

}  // namespace

Entry cometkiwi() {
  return make_entry<CometKiwi, metrics::LearnedConfig>(
      "cometkiwi", "Score: CometKiwi with a model's folder; needs no references.");
}

}  // namespace dragoman::rewards
