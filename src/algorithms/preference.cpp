#include "algorithms/preference.h"

#include <algorithm>
#include <cmath>

namespace dragoman::algorithms {

void PreferenceCounts::add(const Comparison& pair) {
  comparisons += 1.0;
  answers += (pair.chosen ? 1.0 : 0.0) + (pair.rejected ? 1.0 : 0.0);
  chosen_tokens += pair.chosen ? pair.chosen->length : 0.0;
}

ComparisonTerm share_of_step(const PreferenceLoss& loss, const Comparison& pair, double kl,
                             const PreferenceCounts& counts) {
  const double share = 1.0 / (loss.needs_pairs() ? counts.comparisons : counts.answers);
  ComparisonTerm term = loss.term(pair, kl);
  term = {share * term.value, share * term.by_chosen, share * term.by_rejected};
  if (pair.chosen && loss.nll_coef() > 0.0) {
    const double by_logprob = -loss.nll_coef() / counts.chosen_tokens;
    term.value += by_logprob * pair.chosen->logprob;
    term.by_chosen += by_logprob;
  }
  return term;
}

Curve sigmoid(double x) {
  const double e = std::exp(-std::abs(x));
  const double value = (x >= 0.0 ? 1.0 : e) / (1.0 + e);
  return {value, e / ((1.0 + e) * (1.0 + e))};
}

Curve log_sigmoid(double x) {
  return {std::min(x, 0.0) - std::log1p(std::exp(-std::abs(x))), sigmoid(-x).value};
}

Curve smoothed_log_loss(double x, double smoothing) {
  const Curve right = log_sigmoid(x);
  const Curve wrong = log_sigmoid(-x);
  return {-(1.0 - smoothing) * right.value - smoothing * wrong.value,
          -(1.0 - smoothing) * right.slope + smoothing * wrong.slope};
}

}  // namespace dragoman::algorithms
