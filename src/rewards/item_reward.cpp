#include "rewards/item_reward.h"

#include "base/error.h"

namespace dragoman::rewards {

void require_references(const RewardContext& context, std::string_view reward) {
  for (const data::Row& row : context.rows) {
    if (!row.references.empty()) continue;
    throw_input(
        "reward {} compares with references, but {} has none; give the data a reference column or "
        "take the reward out",
        reward, row.id.empty() ? "a row of the training data" : row.id);
  }
}

}  // namespace dragoman::rewards
