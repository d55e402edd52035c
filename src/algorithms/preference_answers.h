// Losses that are a sum over the two answers: each is pushed up or down on its own, by a curve of
// its log-ratio times beta.
#pragma once

#include "algorithms/preference.h"
#include "algorithms/preference_options.h"

namespace dragoman::algorithms {

class AnswerLoss : public PreferenceLoss {
 public:
  ComparisonTerm term(const Comparison& pair, double kl) const override {
    ComparisonTerm sum;
    if (pair.chosen) {
      const Curve at = chosen(beta_ * (pair.chosen->log_ratio() - kl));
      sum.value += at.value;
      sum.by_chosen = beta_ * at.slope;
    }
    if (pair.rejected) {
      const Curve at = rejected(beta_ * (pair.rejected->log_ratio() - kl));
      sum.value += at.value;
      sum.by_rejected = beta_ * at.slope;
    }
    return sum;
  }

  double reward(const Answer& answer) const final { return beta_ * answer.log_ratio(); }
  double nll_coef() const final { return nll_coef_; }

 protected:
  explicit AnswerLoss(const DpoOptions& options)
      : beta_(options.beta), nll_coef_(options.rpo_alpha) {}

  double beta() const { return beta_; }

 private:
  virtual Curve chosen(double reward) const = 0;
  virtual Curve rejected(double reward) const = 0;

  double beta_;
  double nll_coef_;
};

// a + b, and k a, with their slopes.
inline Curve operator+(const Curve& a, const Curve& b) {
  return {a.value + b.value, a.slope + b.slope};
}
inline Curve operator*(double k, const Curve& a) { return {k * a.value, k * a.slope}; }

// a(-x) as a function of x.
inline Curve mirrored(const Curve& at_minus_x) { return {at_minus_x.value, -at_minus_x.slope}; }

}  // namespace dragoman::algorithms
