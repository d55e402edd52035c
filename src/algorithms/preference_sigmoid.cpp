// DPO (Rafailov et al., arXiv 2305.18290), and cDPO with label_smoothing (Mitchell 2023).
//
//   L = - (1 - e) ln sigmoid(m) - e ln sigmoid(-m)
//   m = beta ((logprob - reference of the chosen answer) - (those of the rejected one))
//
// sigmoid_norm takes means over the tokens in place of the sums, so that longer answers have no
// larger margins.
#include "algorithms/preference_margin.h"

namespace dragoman::algorithms::preference {
namespace {

class Sigmoid : public MarginLoss {
 public:
  explicit Sigmoid(const SmoothedDpoOptions& options) : Sigmoid(AnswerScore::kLogRatio, options) {}

 protected:
  Sigmoid(AnswerScore score, const SmoothedDpoOptions& options)
      : MarginLoss(score, options.beta, options.rpo_alpha), smoothing_(options.label_smoothing) {}

 private:
  Curve curve(double margin) const override { return smoothed_log_loss(margin, smoothing_); }

  double smoothing_;
};

class SigmoidNorm final : public Sigmoid {
 public:
  explicit SigmoidNorm(const SmoothedDpoOptions& options)
      : Sigmoid(AnswerScore::kMeanLogRatio, options) {}
};

}  // namespace

Entry sigmoid() {
  return config::make_entry<PreferenceLoss, Sigmoid, SmoothedDpoOptions>(
      "sigmoid", "DPO: the log-likelihood of the preferences; cDPO with label_smoothing.");
}

Entry sigmoid_norm() {
  return config::make_entry<PreferenceLoss, SigmoidNorm, SmoothedDpoOptions>(
      "sigmoid_norm", "DPO with log-ratios that are means over the tokens.");
}

}  // namespace dragoman::algorithms::preference
