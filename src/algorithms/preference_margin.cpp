#include "algorithms/preference_margin.h"

#include "base/error.h"

namespace dragoman::algorithms {
namespace {

double slope_of(AnswerScore score, const Answer& answer) {
  const bool mean = score == AnswerScore::kMeanLogRatio || score == AnswerScore::kMeanLogprob;
  return mean ? 1.0 / answer.length : 1.0;
}

}  // namespace

double score_of(AnswerScore score, const Answer& answer) {
  const bool ratio = score == AnswerScore::kLogRatio || score == AnswerScore::kMeanLogRatio;
  return (ratio ? answer.log_ratio() : answer.logprob) * slope_of(score, answer);
}

ComparisonTerm MarginLoss::term(const Comparison& pair, double) const {
  DRAGOMAN_CHECK(pair.chosen && pair.rejected, "a margin is between two answers");
  const double margin = beta_ * (score_of(score_, *pair.chosen) - score_of(score_, *pair.rejected));
  const Curve at = curve(margin);
  return {at.value, beta_ * at.slope * slope_of(score_, *pair.chosen),
          -beta_ * at.slope * slope_of(score_, *pair.rejected)};
}

// As in TRL: not divided by the length where there is a reference.
double MarginLoss::reward(const Answer& answer) const {
  return beta_ * (needs_reference() ? answer.log_ratio() : score_of(score_, answer));
}

bool MarginLoss::needs_reference() const {
  return score_ == AnswerScore::kLogRatio || score_ == AnswerScore::kMeanLogRatio;
}

}  // namespace dragoman::algorithms
