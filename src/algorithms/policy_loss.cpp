#include "algorithms/policy_loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace dragoman::algorithms {
namespace {

using episodes::PolicyBatch;
using episodes::TokenQuantities;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Range {
  double sum = 0.0;
  double low = kInfinity;
  double high = -kInfinity;

  void add(double value) {
    sum += value;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

// Running sums of one micro-batch; `tally` names them.
struct Counts {
  double tokens = 0.0;
  double clipped_low = 0.0;
  double clipped_high = 0.0;
  double clipped_delta = 0.0;
  double kl = 0.0;
  double entropy = 0.0;
  Range ratio;
  Range difference;  // |old - behaviour|
  Range correction;  // exp(old - behaviour), before the cap

  void add(Bound bound) {
    clipped_low += bound == Bound::kLow ? 1.0 : 0.0;
    clipped_high += bound == Bound::kHigh ? 1.0 : 0.0;
    clipped_delta += bound == Bound::kDelta ? 1.0 : 0.0;
  }
};

void name_range(const std::string& name, const Range& range, Tally& tally) {
  tally.sums[name + "/mean"] = range.sum;
  tally.lows[name + "/min"] = range.low;
  tally.highs[name + "/max"] = range.high;
}

Tally tally_of(const Counts& counts, const PolicyLoss& settings, const PolicyBatch& batch,
               bool with_entropy) {
  Tally tally;
  tally.tokens = counts.tokens;
  if (counts.tokens == 0.0) return tally;
  name_range("importance_ratio", counts.ratio, tally);
  if (settings.clip) {
    tally.sums["clip_ratio/low_mean"] = counts.clipped_low;
    tally.sums["clip_ratio/high_mean"] = counts.clipped_high;
    tally.sums["clip_ratio/region_mean"] = counts.clipped_low + counts.clipped_high;
    if (settings.clip->delta) tally.sums["clip_ratio/delta_mean"] = counts.clipped_delta;
  }
  if (!batch.reference_logprobs.empty()) tally.sums["kl"] = counts.kl;
  if (with_entropy) tally.sums["entropy"] = counts.entropy;
  if (!batch.behaviour_logprobs.empty()) {
    name_range("sampling/importance_sampling_ratio", counts.correction, tally);
    tally.sums["sampling/sampling_logp_difference/mean"] = counts.difference.sum;
    tally.highs["sampling/sampling_logp_difference/max"] = counts.difference.high;
  }
  return tally;
}

void check_columns(const PolicyLoss& settings, const PolicyBatch& batch,
                   const TokenQuantities& current) {
  const size_t tokens = batch.tokens.size();
  const auto fits = [tokens](const auto& column) { return column.size() == tokens; };
  const auto may_fit = [tokens](const auto& column) {
    return column.empty() || column.size() == tokens;
  };
  DRAGOMAN_CHECK(fits(batch.predicted) && fits(batch.weights) && fits(batch.advantages),
                 "a policy batch has its mask, weights and advantages");
  DRAGOMAN_CHECK(fits(current.logprob), "the current logprobs belong to this batch");
  DRAGOMAN_CHECK(may_fit(batch.old_logprobs) && may_fit(batch.behaviour_logprobs) &&
                     may_fit(batch.reference_logprobs) && may_fit(current.entropy),
                 "the columns of a batch have one length");
  DRAGOMAN_CHECK(settings.beta == 0.0 || fits(batch.reference_logprobs),
                 "a KL term needs reference logprobs");
  DRAGOMAN_CHECK(settings.entropy_coef == 0.0 || fits(current.entropy),
                 "an entropy term needs entropies");
  DRAGOMAN_CHECK(!settings.importance_sampling_cap || fits(batch.behaviour_logprobs),
                 "importance sampling needs the sampler's logprobs");
}

// The loss of single tokens, and the running counts beside it.
class TokenLoss {
 public:
  TokenLoss(const PolicyLoss& settings, const PolicyBatch& batch, const TokenQuantities& current)
      : settings_(settings), batch_(batch), current_(current) {}

  const Counts& counts() const { return counts_; }

  // J_t - beta * KL_t + entropy_coef * H_t and its slope by the logprob.
  Term gain(size_t t) {
    counts_.tokens += 1.0;
    Term term = surrogate(t);
    const double trust = correction(t);
    term.value *= trust;
    term.slope *= trust;
    if (!batch_.reference_logprobs.empty()) add_kl(t, term);
    if (!current_.entropy.empty()) {
      counts_.entropy += current_.entropy[t];
      if (settings_.entropy_coef != 0.0) term.value += settings_.entropy_coef * current_.entropy[t];
    }
    return term;
  }

 private:
  double old_logprob(size_t t) const {
    return batch_.old_logprobs.empty() ? current_.logprob[t] : batch_.old_logprobs[t];
  }

  Term surrogate(size_t t) {
    const double logprob = current_.logprob[t];
    const double advantage = batch_.advantages[t];
    const double log_ratio = logprob - old_logprob(t);
    counts_.ratio.add(ratio_of(log_ratio));
    if (!settings_.clip) return reinforce(logprob, advantage);
    const Term term = clipped_ratio(log_ratio, advantage, *settings_.clip);
    counts_.add(term.bound);
    return term;
  }

  double correction(size_t t) {
    if (batch_.behaviour_logprobs.empty()) return 1.0;
    const double difference = old_logprob(t) - batch_.behaviour_logprobs[t];
    counts_.difference.add(std::abs(difference));
    counts_.correction.add(ratio_of(difference));
    if (!settings_.importance_sampling_cap) return 1.0;
    return std::min(ratio_of(difference), *settings_.importance_sampling_cap);
  }

  void add_kl(size_t t, Term& term) {
    const KlTerm kl = kl_term(settings_.kl, current_.logprob[t], batch_.reference_logprobs[t]);
    counts_.kl += kl.value;
    if (settings_.beta == 0.0) return;
    term.value -= settings_.beta * kl.value;
    term.slope -= settings_.beta * kl.slope;
  }

  const PolicyLoss& settings_;
  const PolicyBatch& batch_;
  const TokenQuantities& current_;
  Counts counts_;
};

}  // namespace

LossReport policy_loss(const PolicyLoss& settings, const PolicyBatch& batch,
                       const TokenQuantities& current) {
  check_columns(settings, batch, current);
  LossReport report;
  report.gradients.logprob.assign(batch.tokens.size(), 0.0F);
  const bool entropy_matters = settings.entropy_coef != 0.0;
  if (entropy_matters) report.gradients.entropy.assign(batch.tokens.size(), 0.0F);

  TokenLoss tokens(settings, batch, current);
  for (size_t t = 0; t < batch.tokens.size(); ++t) {
    if (batch.predicted[t] == 0) continue;
    const double weight = batch.weights[t];
    const Term gain = tokens.gain(t);
    report.loss -= weight * gain.value;
    report.gradients.logprob[t] = static_cast<float>(-weight * gain.slope);
    if (entropy_matters) {
      report.gradients.entropy[t] = static_cast<float>(-weight * settings.entropy_coef);
    }
  }
  report.tally = tally_of(tokens.counts(), settings, batch, !current.entropy.empty());
  return report;
}

}  // namespace dragoman::algorithms
