// What an episode's calls of tools have cost, taken away.
#include "rewards/catalog.h"
#include "rewards/item_reward.h"

namespace dragoman::rewards {
namespace {

class ToolCost final : public ItemReward {
 private:
  std::optional<double> score_one(const Judged& item) const override {
    double cost = 0.0;
    for (const episodes::ToolCall& call : item.calls) cost += call.cost;
    return cost > 0.0 ? -cost : 0.0;
  }
};

}  // namespace

Entry tool_cost() {
  return make_entry<ToolCost>("tool_cost", "Score: minus what the answer's tool calls have cost.");
}

}  // namespace dragoman::rewards
