// Sentence chrF as a fraction: character n-gram F-score against the best reference (Popović, 2015).
// The reward of grammar-book RL and of most recipes here; with word_order = 2 it is chrF++.
#include "metrics/chrf.h"

#include "rewards/item_reward.h"
#include "rewards/target.h"

namespace dragoman::rewards {
namespace {

class Chrf final : public Reward {
 public:
  Chrf(const metrics::ChrfConfig& config, const RewardContext& context) : metric_(config) {
    require_references(context, "chrf");
  }

  std::vector<std::optional<double>> score(std::span<const Judged> items) const override {
    std::vector<std::optional<double>> values;
    values.reserve(items.size());
    std::unique_ptr<const metrics::PreparedReference> prepared;
    const data::Row* row = nullptr;
    for (const Judged& item : items) {
      if (item.row != row) prepared = metric_.prepare({.references = item.row->references});
      row = item.row;
      values.push_back(metric_.sentence_score(item.hypothesis, *prepared) / 100.0);
    }
    return values;
  }

 private:
  metrics::Chrf metric_;
};

}  // namespace

Entry chrf() {
  return make_targeted_entry<Chrf, metrics::ChrfConfig>(
      "chrf", "Score: chrF against the best reference, between 0 and 1.");
}

}  // namespace dragoman::rewards
