// A reward that judges items one by one.
#pragma once

#include <vector>

#include "rewards/reward.h"

namespace dragoman::rewards {

class ItemReward : public Reward {
 public:
  std::vector<std::optional<double>> score(std::span<const Judged> items) const final {
    std::vector<std::optional<double>> values;
    values.reserve(items.size());
    for (const Judged& item : items) values.push_back(score_one(item));
    return values;
  }

 private:
  virtual std::optional<double> score_one(const Judged& item) const = 0;
};

// The same for a gate.
class ItemGate : public ItemReward {
 public:
  RewardKind kind() const final { return RewardKind::kGate; }

 private:
  std::optional<double> score_one(const Judged& item) const final {
    return passes(item) ? 1.0 : 0.0;
  }
  virtual bool passes(const Judged& item) const = 0;
};

// The user's error when a row of the context has no reference; `reward` names who asks.
void require_references(const RewardContext& context, std::string_view reward);

}  // namespace dragoman::rewards
