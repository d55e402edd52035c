// Exact answers: to a question, to a sum, to a choice among letters.
#include <algorithm>

#include "metrics/answer.h"
#include "rewards/item_reward.h"
#include "rewards/target.h"

namespace dragoman::rewards {
namespace {

class AnswerMatch final : public ItemReward {
 public:
  AnswerMatch(const metrics::AnswerComparison& comparison, const RewardContext& context)
      : comparison_(comparison) {
    require_references(context, "answer_match");
  }

 private:
  std::optional<double> score_one(const Judged& item) const override {
    const auto& references = item.row->references;
    return std::any_of(references.begin(), references.end(), [&](const std::string& reference) {
      return comparison_.matches(item.hypothesis, reference);
    });
  }

  metrics::AnswerComparison comparison_;
};

}  // namespace

Entry answer_match() {
  return make_targeted_entry<AnswerMatch, metrics::AnswerComparison>(
      "answer_match", "Score: 1 for an answer that is a reference, 0 for any other.");
}

}  // namespace dragoman::rewards
