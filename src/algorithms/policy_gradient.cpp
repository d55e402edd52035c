#include "algorithms/policy_gradient.h"

#include <algorithm>
#include <cmath>

#include "algorithms/credit.h"
#include "base/error.h"

namespace dragoman::algorithms {

void LossOptions::validate(config::Problems& problems) const {
  const auto& low = importance_sampling_clip_min;
  const auto& high = importance_sampling_clip_max;
  if (low && high && *low >= *high)
    problems.add("importance_sampling_clip_min", "must be below importance_sampling_clip_max");
  if (entropy_target && entropy_coef > entropy_coef_max)
    problems.add("entropy_coef", "must not be above entropy_coef_max");
  if (use_kl_in_reward && use_bias_correction_kl)
    problems.add("use_bias_correction_kl", "is of the loss, but use_kl_in_reward takes the KL out");
}

Aggregation LossOptions::aggregation() const {
  if (loss_type == "grpo") return Aggregation::kSequenceMeanTokenMean;
  if (loss_type == "dapo") return Aggregation::kTokenMean;
  if (loss_type == "dr_grpo") return Aggregation::kConstant;
  return Aggregation::kSequenceMeanTokenSum;
}

PolicyLoss LossOptions::loss() const {
  PolicyLoss made{.beta = use_kl_in_reward ? 0.0 : beta,
                  .kl = algorithms::kl_estimator(kl_estimator),
                  .weighted_kl = use_bias_correction_kl,
                  .entropy_coef = entropy_coef};
  if (importance_sampling_clip_min || importance_sampling_clip_max)
    made.correction = SamplerCorrection{.by_sequence = importance_sampling_mode.starts_with("seq"),
                                        .mask = importance_sampling_mode.ends_with("mask"),
                                        .low = importance_sampling_clip_min,
                                        .high = importance_sampling_clip_max};
  return made;
}

void PolicyGradientOptions::validate(config::Problems& problems) const {
  loss.validate(problems);
  if (loss.num_iterations > 1 && !surrogate.make()->has_ratio())
    problems.add("num_iterations",
                 "is above 1, which needs a surrogate with a ratio: surrogate = \"clip\"");
}

PolicyGradient::PolicyGradient(const PolicyGradientOptions& options)
    : options_(options.loss),
      estimator_(options.estimator.make()),
      surrogate_(options.surrogate.make()),
      beta_(options.loss.beta),
      entropy_coef_(options.loss.entropy_coef) {}

void PolicyGradient::assign_advantages(std::span<episodes::EpisodeGroup> groups) const {
  Earnings earnings;
  for (const auto& [id, members] : usable_by_group(groups))
    for (episodes::Episode* episode : members)
      earnings[id].push_back({episode, episode->reward, kl_to_go(*episode)});
  estimator_->assign(earnings);
  if (options_.span_credit_coef == 0.0) return;
  for (const auto& [id, group] : earnings)
    for (const Earning& one : group) add_span_credits(*one.episode);
}

// Against the old policy where it was recalled, else against the sampler's.
std::vector<double> PolicyGradient::kl_to_go(const episodes::Episode& episode) const {
  const auto count = static_cast<size_t>(episode.sampled_count());
  std::vector<double> to_go(count, 0.0);
  if (!options_.use_kl_in_reward || beta_ == 0.0) return to_go;
  const std::vector<float>& old =
      episode.old_logprobs.empty() ? episode.behaviour_logprobs : episode.old_logprobs;
  DRAGOMAN_CHECK(old.size() == count && episode.reference_logprobs.size() == count,
                 "a KL in the reward needs old and reference logprobs of every sampled token");
  const KlEstimator estimator = kl_estimator(options_.kl_estimator);
  double sum = 0.0;
  for (size_t t = count; t-- > 0;) {
    sum += beta_ * kl_term(estimator, old[t], episode.reference_logprobs[t]).value;
    to_go[t] = sum;
  }
  return to_go;
}

// Credits speak of places in the episode's tokens, advantages of its sampled ones.
void PolicyGradient::add_span_credits(episodes::Episode& episode) const {
  auto advantage = episode.advantages.begin();
  for (const episodes::Span& span : episode.spans) {
    if (span.kind != episodes::SpanKind::kSampled) continue;
    for (int64_t t = span.begin; t < span.end; ++t, ++advantage)
      for (const episodes::SpanCredit& credit : episode.credits)
        if (t >= credit.begin && t < credit.end)
          *advantage += static_cast<float>(options_.span_credit_coef * credit.value);
  }
}

LossReport PolicyGradient::loss(const episodes::PolicyBatch& batch,
                                const episodes::TokenQuantities& current) const {
  PolicyLoss settings = options_.loss();
  if (!options_.use_kl_in_reward) settings.beta = beta_;
  settings.entropy_coef = options_.entropy_target && !entropy_is_low_ ? 0.0 : entropy_coef_;
  return policy_loss(settings, *surrogate_, batch, current);
}

// Beta: Ziegler et al., arXiv 1909.08593, section 2.2. Entropy: TRL's use_adaptive_entropy.
void PolicyGradient::observe(const std::map<std::string, double>& log) {
  surrogate_->observe(log);
  const auto kl = log.find("kl");
  if (options_.target_kl && kl != log.end()) {
    const double error = std::clamp(kl->second / *options_.target_kl - 1.0, -0.2, 0.2);
    beta_ *= 1.0 + error / static_cast<double>(options_.kl_horizon);
  }
  const auto entropy = log.find("entropy");
  if (!options_.entropy_target || entropy == log.end()) return;
  entropy_is_low_ = entropy->second <= *options_.entropy_target;
  const double moved = entropy_coef_ + (entropy_is_low_ ? 1.0 : -1.0) * options_.entropy_coef_delta;
  entropy_coef_ = std::clamp(moved, 0.0, options_.entropy_coef_max);
}

std::map<std::string, double> PolicyGradient::log() const {
  std::map<std::string, double> shown;
  if (options_.target_kl) shown["beta"] = beta_;
  if (options_.entropy_target) shown["entropy_coef"] = entropy_coef_;
  return shown;
}

Json PolicyGradient::state() const {
  return {{"beta", beta_},
          {"entropy_coef", entropy_coef_},
          {"entropy_is_low", entropy_is_low_},
          {"surrogate", surrogate_->state()}};
}

void PolicyGradient::set_state(const Json& state) {
  beta_ = state.at("beta").get<double>();
  entropy_coef_ = state.at("entropy_coef").get<double>();
  entropy_is_low_ = state.at("entropy_is_low").get<bool>();
  if (!state.at("surrogate").is_null()) surrogate_->set_state(state.at("surrogate"));
}

}  // namespace dragoman::algorithms
