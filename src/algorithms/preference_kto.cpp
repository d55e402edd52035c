// KTO (Ethayarajh et al., arXiv 2402.01306, equation 7): single answers that are desirable or not,
// each measured from where the policy stands on the whole.
//
//   L = desirable_weight (1 - sigmoid(beta (log-ratio - z)))      of a chosen answer
//       undesirable_weight (1 - sigmoid(beta (z - log-ratio)))    of a rejected one
//
// z estimates the KL from the reference: the mean log-ratio, at least 0, of the step's answers each
// put under another one's prompt. No gradient flows through it.
#include "algorithms/preference_answers.h"

namespace dragoman::algorithms::preference {
namespace {

struct KtoOptions : DpoOptions {
  double desirable_weight = 1.0;
  double undesirable_weight = 1.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    DpoOptions::fields(visit);
    visit("desirable_weight", desirable_weight, "weight of chosen answers", config::at_least(0.0));
    visit("undesirable_weight", undesirable_weight, "weight of rejected answers",
          config::at_least(0.0));
  }
};

class Kto final : public AnswerLoss {
 public:
  explicit Kto(const KtoOptions& options)
      : AnswerLoss(options),
        desirable_(options.desirable_weight),
        undesirable_(options.undesirable_weight) {}

  bool needs_pairs() const override { return false; }
  bool needs_kl() const override { return true; }

 private:
  Curve chosen(double reward) const override {
    return desirable_ * (Curve{1.0, 0.0} + -1.0 * algorithms::sigmoid(reward));
  }
  Curve rejected(double reward) const override {
    return undesirable_ * algorithms::sigmoid(reward);
  }

  double desirable_;
  double undesirable_;
};

}  // namespace

Entry kto() {
  return config::make_entry<PreferenceLoss, Kto, KtoOptions>(
      "kto", "KTO: single answers, desirable or not, against the policy's KL.");
}

}  // namespace dragoman::algorithms::preference
