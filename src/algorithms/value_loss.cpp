#include "algorithms/value_loss.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::algorithms {

LossReport ValueLoss::operator()(const episodes::PolicyBatch& batch,
                                 const episodes::TokenQuantities& current) const {
  const size_t tokens = batch.tokens.size();
  DRAGOMAN_CHECK(batch.values.size() == tokens && batch.returns.size() == tokens &&
                     current.value.size() == tokens,
                 "a critic learns from old values, returns and its present values");
  LossReport report;
  report.gradients.value.assign(tokens, 0.0F);
  for (size_t t = 0; t < tokens; ++t) {
    if (batch.predicted[t] == 0) continue;
    const double value = current.value[t];
    const double old = batch.values[t];
    const double kept = std::clamp(value, old - cliprange_value, old + cliprange_value);
    const double error = value - batch.returns[t];
    const double kept_error = kept - batch.returns[t];
    const bool clipped = kept_error * kept_error > error * error;
    const double worse = clipped ? kept_error : error;
    const double weight = vf_coef * batch.weights[t];
    report.loss += weight * 0.5 * worse * worse;
    // Where the clipped error is the larger one, the value lies outside and has no slope.
    report.gradients.value[t] = clipped ? 0.0F : static_cast<float>(weight * error);
    report.tally.add_mean("critic/vf_loss", 0.5 * worse * worse);
    report.tally.add_mean("critic/vf_clipfrac", clipped ? 1.0 : 0.0);
    report.tally.add_mean("critic/values/mean", value);
    report.tally.add_mean("critic/returns/mean", batch.returns[t]);
  }
  return report;
}

}  // namespace dragoman::algorithms
