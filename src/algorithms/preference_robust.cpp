// Robust DPO (Chowdhury et al., arXiv 2403.00409): an unbiased estimate of the loss on clean labels
// when the share e of them is flipped.
//
//   L = (- (1 - e) ln sigmoid(m) + e ln sigmoid(-m)) / (1 - 2 e)
#include "algorithms/preference_margin.h"

namespace dragoman::algorithms::preference {
namespace {

class Robust final : public MarginLoss {
 public:
  explicit Robust(const SmoothedDpoOptions& options)
      : MarginLoss(AnswerScore::kLogRatio, options.beta, options.rpo_alpha),
        flipped_(options.label_smoothing) {}

 private:
  Curve curve(double margin) const override {
    const Curve right = log_sigmoid(margin);
    const Curve wrong = log_sigmoid(-margin);
    const double scale = 1.0 / (1.0 - 2.0 * flipped_);
    return {scale * (flipped_ * wrong.value - (1.0 - flipped_) * right.value),
            scale * (-flipped_ * wrong.slope - (1.0 - flipped_) * right.slope)};
  }

  double flipped_;
};

}  // namespace

Entry robust() {
  return config::make_entry<PreferenceLoss, Robust, SmoothedDpoOptions>(
      "robust", "DPO that is right on average when label_smoothing of the labels are flipped.");
}

}  // namespace dragoman::algorithms::preference
