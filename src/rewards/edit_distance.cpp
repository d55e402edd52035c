// 1 - edit distance / length, against the closest reference: the lexical half of RLfR's reward,
// moved from [-1, 0] to [0, 1]. An empty draft earns 0.
#include "metrics/edit_distance.h"

#include <algorithm>

#include "rewards/item_reward.h"
#include "rewards/target.h"

namespace dragoman::rewards {
namespace {

class EditDistance final : public ItemReward {
 public:
  EditDistance(const metrics::EditConfig& config, const RewardContext& context) : config_(config) {
    require_references(context, "edit_distance");
  }

 private:
  std::optional<double> score_one(const Judged& item) const override {
    std::optional<double> best;
    for (const std::string& reference : item.row->references) {
      const auto distance = metrics::edit_distance(item.hypothesis, reference, config_);
      best = std::max(best.value_or(-1e9), 1.0 - distance.normalized());
    }
    return best;
  }

  metrics::EditConfig config_;
};

}  // namespace

Entry edit_distance() {
  return make_targeted_entry<EditDistance, metrics::EditConfig>(
      "edit_distance", "Score: 1 less the normalised edit distance to the closest reference.");
}

}  // namespace dragoman::rewards
