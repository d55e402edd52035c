// ORPO (Hong et al., arXiv 2403.07691): supervised training on the chosen answers, and beta (the
// paper's lambda) times the log odds ratio against the rejected ones. No reference.
//
//   L = mean of - logprob over the chosen answers' tokens - beta ln sigmoid(o_c - o_r)
//   o = ln(p / (1 - p)),   ln p = mean logprob of an answer's tokens
#include <algorithm>
#include <cmath>

#include "algorithms/preference.h"
#include "base/error.h"

namespace dragoman::algorithms::preference {
namespace {

constexpr double kLikeliest = -1e-7;  // a mean logprob above it counts as this, without a slope

struct OrpoOptions {
  double beta = 0.1;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("beta", beta, "weight of the odds ratio: the paper's lambda", config::at_least(0.0));
  }
};

// By the sum of the answer's logprobs.
Curve log_odds(const Answer& answer) {
  const double mean = answer.logprob / answer.length;
  const double log_p = std::min(mean, kLikeliest);
  const double p = std::exp(log_p);
  const double log_rest = log_p > -0.6931 ? std::log(-std::expm1(log_p)) : std::log1p(-p);
  const double slope = mean < kLikeliest ? -1.0 / std::expm1(log_p) / answer.length : 0.0;
  return {log_p - log_rest, slope};
}

class Orpo final : public PreferenceLoss {
 public:
  explicit Orpo(const OrpoOptions& options) : beta_(options.beta) {}

  ComparisonTerm term(const Comparison& pair, double) const override {
    DRAGOMAN_CHECK(pair.chosen && pair.rejected, "an odds ratio is between two answers");
    const Curve chosen = log_odds(*pair.chosen);
    const Curve rejected = log_odds(*pair.rejected);
    const Curve likely = log_sigmoid(chosen.value - rejected.value);
    return {-beta_ * likely.value, -beta_ * likely.slope * chosen.slope,
            beta_ * likely.slope * rejected.slope};
  }
  double reward(const Answer& answer) const override {
    return beta_ * answer.logprob / answer.length;
  }
  bool needs_reference() const override { return false; }
  double nll_coef() const override { return 1.0; }

 private:
  double beta_;
};

}  // namespace

Entry orpo() {
  return config::make_entry<PreferenceLoss, Orpo, OrpoOptions>(
      "orpo", "ORPO: no reference; supervised training with an odds ratio beside it.");
}

}  // namespace dragoman::algorithms::preference
