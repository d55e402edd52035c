// Losses that look at one number of a pair: beta times the difference of its answers' scores.
#pragma once

#include "algorithms/preference.h"
#include "algorithms/preference_options.h"

namespace dragoman::algorithms {

// The score of an answer: of its tokens' logprobs, less the reference's in a ratio, the sum or the
// mean.
enum class AnswerScore { kLogRatio, kMeanLogRatio, kMeanLogprob, kLogprob };

double score_of(AnswerScore score, const Answer& answer);

class MarginLoss : public PreferenceLoss {
 public:
  ComparisonTerm term(const Comparison& pair, double kl) const final;
  double reward(const Answer& answer) const final;
  bool needs_reference() const final;
  double nll_coef() const final { return nll_coef_; }

 protected:
  MarginLoss(AnswerScore score, double beta, double nll_coef)
      : score_(score), beta_(beta), nll_coef_(nll_coef) {}

  double beta() const { return beta_; }

 private:
  virtual Curve curve(double margin) const = 0;

  AnswerScore score_;
  double beta_;
  double nll_coef_;
};

}  // namespace dragoman::algorithms
