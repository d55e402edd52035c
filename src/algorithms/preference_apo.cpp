// Anchored preference optimization (D'Oosterlinck et al., arXiv 2408.06266, equations 7 and 8).
//
//   apo_zero   L = 1 - sigmoid(r_c) + sigmoid(r_r)         chosen answers are better than the
//   model's apo_down   L = sigmoid(r_c) + 1 - sigmoid(r_c - r_r)   the model's are better than both
#include "algorithms/preference_answers.h"
#include "base/error.h"

namespace dragoman::algorithms::preference {
namespace {

class ApoZero final : public AnswerLoss {
 public:
  explicit ApoZero(const DpoOptions& options) : AnswerLoss(options) {}

 private:
  Curve chosen(double reward) const override {
    return Curve{1.0, 0.0} + -1.0 * algorithms::sigmoid(reward);
  }
  Curve rejected(double reward) const override { return algorithms::sigmoid(reward); }
};

class ApoDown final : public PreferenceLoss {
 public:
  explicit ApoDown(const DpoOptions& options) : options_(options) {}

  ComparisonTerm term(const Comparison& pair, double) const override {
    DRAGOMAN_CHECK(pair.chosen && pair.rejected, "a margin is between two answers");
    const double reward_of_chosen = reward(*pair.chosen);
    const Curve both = algorithms::sigmoid(reward_of_chosen);
    const Curve margin = algorithms::sigmoid(reward_of_chosen - reward(*pair.rejected));
    return {both.value + 1.0 - margin.value, options_.beta * (both.slope - margin.slope),
            options_.beta * margin.slope};
  }
  double reward(const Answer& answer) const override { return options_.beta * answer.log_ratio(); }
  double nll_coef() const override { return options_.rpo_alpha; }

 private:
  DpoOptions options_;
};

}  // namespace

Entry apo_zero() {
  return config::make_entry<PreferenceLoss, ApoZero, DpoOptions>(
      "apo_zero", "APO for chosen answers that are better than the model's own.");
}

Entry apo_down() {
  return config::make_entry<PreferenceLoss, ApoDown, DpoOptions>(
      "apo_down", "APO for a model that is better than the chosen answers.");
}

}  // namespace dragoman::algorithms::preference
