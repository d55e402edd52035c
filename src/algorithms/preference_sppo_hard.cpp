// SPPO with hard labels (Wu et al., arXiv 2405.00675, equation 4.7, P = 1 and 0).
//
//   L = (log-ratio of the chosen answer - 1 / (2 beta))^2 + (that of the rejected + 1 / (2 beta))^2
#include "algorithms/preference_answers.h"

namespace dragoman::algorithms::preference {
namespace {

class SppoHard final : public AnswerLoss {
 public:
  explicit SppoHard(const DpoOptions& options) : AnswerLoss(options) {}

 private:
  Curve chosen(double reward) const override { return square(reward - 0.5); }
  Curve rejected(double reward) const override { return square(reward + 0.5); }

  // (x / beta)^2.
  Curve square(double x) const {
    const double ratio = x / beta();
    return {ratio * ratio, 2.0 * ratio / beta()};
  }
};

}  // namespace

Entry sppo_hard() {
  return config::make_entry<PreferenceLoss, SppoHard, DpoOptions>(
      "sppo_hard", "SPPO: log-ratios go to 1 / (2 beta) and to its negative.");
}

}  // namespace dragoman::algorithms::preference
