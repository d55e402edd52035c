#include "algorithms/policy_loss.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace dragoman::algorithms {
namespace {

using episodes::PolicyBatch;
using episodes::TokenQuantities;

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
  DRAGOMAN_CHECK(!settings.correction || fits(batch.behaviour_logprobs),
                 "importance sampling needs the sampler's logprobs");
}

// The upper end of the length bin that the log counts clipped answers in: 8, 16, 32, …
int64_t length_bin(size_t length) {
  int64_t bin = 8;
  while (static_cast<size_t>(bin) < length) bin *= 2;
  return bin;
}

// The loss of one sequence after the other.
class SequenceLoss {
 public:
  SequenceLoss(const PolicyLoss& settings, const Surrogate& surrogate, const PolicyBatch& batch,
               const TokenQuantities& current, LossReport& report)
      : settings_(settings),
        surrogate_(surrogate),
        batch_(batch),
        current_(current),
        report_(report) {}

  void add(size_t begin, size_t end) {
    places_.clear();
    for (size_t t = begin; t < end; ++t)
      if (batch_.predicted[t] != 0) places_.push_back(t);
    if (places_.empty()) return;
    const Columns columns = columns_of();
    const Gain gain = surrogate_.gain(columns);
    report_.loss -= gain.value;
    for (size_t i = 0; i < places_.size(); ++i)
      report_.gradients.logprob[places_[i]] = static_cast<float>(-gain.slopes[i]);
    count_ratios(gain.ratios, columns);
    for (const size_t t : places_) {
      if (!batch_.reference_logprobs.empty()) add_kl(t);
      if (!current_.entropy.empty()) add_entropy(t);
    }
  }

 private:
  double old_logprob(size_t t) const {
    return batch_.old_logprobs.empty() ? current_.logprob[t] : batch_.old_logprobs[t];
  }

  Columns columns_of() {
    const std::vector<double> corrections = sampler_corrections();
    Columns columns;
    for (size_t i = 0; i < places_.size(); ++i) {
      const size_t t = places_[i];
      columns.logprob.push_back(current_.logprob[t]);
      columns.old.push_back(old_logprob(t));
      columns.advantage.push_back(batch_.advantages[t]);
      columns.weight.push_back(batch_.weights[t] * corrections[i]);
    }
    return columns;
  }

  std::vector<double> sampler_corrections() {
    std::vector<double> corrections(places_.size(), 1.0);
    if (batch_.behaviour_logprobs.empty()) return corrections;
    double sum = 0.0;
    for (size_t i = 0; i < places_.size(); ++i) {
      const double difference = old_logprob(places_[i]) - batch_.behaviour_logprobs[places_[i]];
      corrections[i] = ratio_of(difference);
      sum += difference;
      report_.tally.add_range("sampling/importance_sampling_ratio", corrections[i]);
      report_.tally.add_mean("sampling/sampling_logp_difference/mean", std::abs(difference));
      report_.tally.add_high("sampling/sampling_logp_difference/max", std::abs(difference));
    }
    if (!settings_.correction) return std::vector<double>(places_.size(), 1.0);
    const SamplerCorrection& rule = *settings_.correction;
    if (rule.by_sequence) corrections.assign(places_.size(), ratio_of(sum));
    for (double& correction : corrections) correction = bounded(correction, rule);
    return corrections;
  }

  static double bounded(double correction, const SamplerCorrection& rule) {
    const double within =
        std::clamp(correction, rule.low.value_or(0.0), rule.high.value_or(HUGE_VAL));
    return rule.mask && within != correction ? 0.0 : within;
  }

  void count_ratios(const RatioCounts& ratios, const Columns& columns) {
    Tally& tally = report_.tally;
    tally.add_mean("importance_ratio/mean", ratios.sum, ratios.units);
    tally.add_low("importance_ratio/min", ratios.low);
    tally.add_high("importance_ratio/max", ratios.high);
    const double sum = columns.sum_of_log_ratios();
    tally.add_mean("importance_ratio/log_variance_per_token",
                   sum * sum / static_cast<double>(columns.size()));
    if (!surrogate_.has_ratio()) return;
    tally.add_mean("clip_ratio/low_mean", ratios.clipped_low, ratios.units);
    tally.add_mean("clip_ratio/high_mean", ratios.clipped_high, ratios.units);
    tally.add_mean("clip_ratio/delta_mean", ratios.clipped_delta, ratios.units);
    tally.add_mean("clip_ratio/region_mean", ratios.clipped_low + ratios.clipped_high,
                   ratios.units);
    tally.add_mean(fmt::format("clip_ratio/up_to_{}_tokens", length_bin(columns.size())),
                   ratios.clipped(), ratios.units);
  }

  void add_kl(size_t t) {
    KlTerm kl = kl_term(settings_.kl, current_.logprob[t], batch_.reference_logprobs[t]);
    report_.tally.add_mean("kl", kl.value);
    if (settings_.beta == 0.0) return;
    if (settings_.weighted_kl) {
      const double ratio = ratio_of(current_.logprob[t] - old_logprob(t));
      kl = {kl.value * ratio, (kl.slope + kl.value) * ratio};
    }
    const double weight = batch_.weights[t] * settings_.beta;
    report_.loss += weight * kl.value;
    report_.gradients.logprob[t] += static_cast<float>(weight * kl.slope);
  }

  void add_entropy(size_t t) {
    report_.tally.add_mean("entropy", current_.entropy[t]);
    if (settings_.entropy_coef == 0.0) return;
    const double weight = batch_.weights[t] * settings_.entropy_coef;
    report_.loss -= weight * current_.entropy[t];
    report_.gradients.entropy[t] = static_cast<float>(-weight);
  }

  const PolicyLoss& settings_;
  const Surrogate& surrogate_;
  const PolicyBatch& batch_;
  const TokenQuantities& current_;
  LossReport& report_;
  std::vector<size_t> places_;  // of the sequence's trained tokens
};

}  // namespace

LossReport policy_loss(const PolicyLoss& settings, const Surrogate& surrogate,
                       const PolicyBatch& batch, const TokenQuantities& current) {
  check_columns(settings, batch, current);
  LossReport report;
  report.gradients.logprob.assign(batch.tokens.size(), 0.0F);
  if (settings.entropy_coef != 0.0) report.gradients.entropy.assign(batch.tokens.size(), 0.0F);
  SequenceLoss loss(settings, surrogate, batch, current, report);
  for (size_t s = 0; s + 1 < batch.cu_seqlens.size(); ++s)
    loss.add(static_cast<size_t>(batch.cu_seqlens[s]),
             static_cast<size_t>(batch.cu_seqlens[s + 1]));
  return report;
}

}  // namespace dragoman::algorithms
