// CPO (Xu et al., arXiv 2401.08417), made for translation: DPO with a uniform reference, so that no
// second model is needed, and the chosen answers' likelihood beside it.
//
//   L = - (1 - e) ln sigmoid(m) - e ln sigmoid(-m),   m = beta (logprob_c - logprob_r)
//       + cpo_alpha * mean of - logprob over the chosen answers' tokens
//
// simpo (Meng et al., arXiv 2405.14734) takes means over the tokens and asks for a margin:
//   m = beta (mean logprob_c - mean logprob_r) - simpo_gamma
#include "algorithms/preference_margin.h"

namespace dragoman::algorithms::preference {
namespace {

struct CpoOptions {
  double beta = 0.1;
  double label_smoothing = 0.0;
  double cpo_alpha = 1.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("beta", beta, "what the difference of logprobs is multiplied with", config::above(0.0));
    visit("label_smoothing", label_smoothing, "share of the preferences that are taken for wrong",
          config::Range{0.0, 0.499});
    visit("cpo_alpha", cpo_alpha, "weight of the chosen answers' negative logprob by token",
          config::at_least(0.0));
  }
};

struct SimpoOptions : CpoOptions {
  SimpoOptions() : CpoOptions{.beta = 2.0, .cpo_alpha = 0.0} {}
  double simpo_gamma = 0.5;

  template <class Visitor>
  void fields(Visitor& visit) {
    CpoOptions::fields(visit);
    visit("simpo_gamma", simpo_gamma, "margin that is asked for", config::at_least(0.0));
  }
};

class Cpo final : public MarginLoss {
 public:
  explicit Cpo(const CpoOptions& options)
      : MarginLoss(AnswerScore::kLogprob, options.beta, options.cpo_alpha),
        smoothing_(options.label_smoothing) {}

 private:
  Curve curve(double margin) const override { return smoothed_log_loss(margin, smoothing_); }

  double smoothing_;
};

class Simpo final : public MarginLoss {
 public:
  explicit Simpo(const SimpoOptions& options)
      : MarginLoss(AnswerScore::kMeanLogprob, options.beta, options.cpo_alpha),
        smoothing_(options.label_smoothing),
        gamma_(options.simpo_gamma) {}

 private:
  Curve curve(double margin) const override {
    return smoothed_log_loss(margin - gamma_, smoothing_);
  }

  double smoothing_;
  double gamma_;
};

}  // namespace

Entry cpo() {
  return config::make_entry<PreferenceLoss, Cpo, CpoOptions>(
      "cpo", "CPO: no reference; preferences and the likelihood of the chosen answers.");
}

Entry simpo() {
  return config::make_entry<PreferenceLoss, Simpo, SimpoOptions>(
      "simpo", "SimPO: no reference; mean logprobs with a margin between them.");
}

}  // namespace dragoman::algorithms::preference
