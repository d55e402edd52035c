// EXO for pairs (Ji et al., arXiv 2402.00856, equation 16): the reverse KL from the preference of
// the policy, q = sigmoid(m), to the labels' (1 - e, e).
//
//   L = q (ln q - ln(1 - e)) + (1 - q) (ln(1 - q) - ln e)
#include <cmath>

#include "algorithms/preference_margin.h"

namespace dragoman::algorithms::preference {
namespace {

struct ExoOptions : DpoOptions {
  double label_smoothing = 1e-3;

  template <class Visitor>
  void fields(Visitor& visit) {
    DpoOptions::fields(visit);
    visit("label_smoothing", label_smoothing, "share of the preferences that are taken for wrong",
          config::Range{0.0, 0.499, true});
  }
};

class ExoPair final : public MarginLoss {
 public:
  explicit ExoPair(const ExoOptions& options)
      : MarginLoss(AnswerScore::kLogRatio, options.beta, options.rpo_alpha),
        right_(std::log1p(-options.label_smoothing)),
        wrong_(std::log(options.label_smoothing)) {}

 private:
  // d/dm of q ln q + (1 - q) ln(1 - q) is q' m, as ln q - ln(1 - q) = m.
  Curve curve(double margin) const override {
    const Curve q = algorithms::sigmoid(margin);
    const double value = q.value * (log_sigmoid(margin).value - right_) +
                         algorithms::sigmoid(-margin).value * (log_sigmoid(-margin).value - wrong_);
    return {value, q.slope * (margin - right_ + wrong_)};
  }

  double right_;
  double wrong_;
};

}  // namespace

Entry exo_pair() {
  return config::make_entry<PreferenceLoss, ExoPair, ExoOptions>(
      "exo_pair", "EXO: the reverse KL to the labels instead of their likelihood.");
}

}  // namespace dragoman::algorithms::preference
