// The algorithm that all policy-gradient methods are: an advantage estimator, a surrogate and the
// options of the loss around it. A named algorithm is a choice of the three with its defaults
// (grpo.cpp, gspo.cpp, …); a recipe may change any of them.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "algorithms/advantage.h"
#include "algorithms/algorithm.h"
#include "algorithms/catalog.h"
#include "algorithms/policy_loss.h"
#include "config/problems.h"
#include "config/recipe.h"

namespace dragoman::algorithms {

// Flat in the recipe; names are TRL's, then verl's.
struct LossOptions {
  std::string loss_type = "dapo";
  int64_t num_iterations = 1;
  double beta = 0.0;
  std::string kl_estimator = "k3";
  bool use_kl_in_reward = false;
  bool use_bias_correction_kl = false;
  std::optional<double> target_kl = std::nullopt;
  int64_t kl_horizon = 50;
  double entropy_coef = 0.0;
  std::optional<double> entropy_target = std::nullopt;
  double entropy_coef_max = 0.1;
  double entropy_coef_delta = 0.001;
  std::string importance_sampling_mode = "token_truncate";
  std::optional<double> importance_sampling_clip_min = std::nullopt;
  std::optional<double> importance_sampling_clip_max = std::nullopt;
  double span_credit_coef = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    using config::above;
    using config::at_least;
    using config::OneOf;
    visit("loss_type", loss_type, "how tokens are averaged: per sequence, over the step, …",
          OneOf{{"grpo", "dapo", "dr_grpo", "rloo"}});
    visit("num_iterations", num_iterations, "passes over one batch of rollouts",
          config::Range{1, 1000});
    visit("beta", beta, "weight of the KL against the reference; 0: no reference is needed",
          at_least(0.0));
    visit("kl_estimator", kl_estimator, "how the KL of a token is estimated",
          OneOf{{"k1", "k2", "k3"}});
    visit("use_kl_in_reward", use_kl_in_reward, "the KL lowers rewards and is no part of the loss");
    visit("use_bias_correction_kl", use_bias_correction_kl,
          "a token's KL is multiplied by its ratio, which makes its gradient unbiased");
    visit("target_kl", target_kl, "beta follows the KL to this value; none: beta stays",
          above(0.0));
    visit("kl_horizon", kl_horizon, "steps in which beta may change by a fifth", at_least(1));
    visit("entropy_coef", entropy_coef, "weight of the entropy bonus", at_least(0.0));
    visit("entropy_target", entropy_target,
          "entropy_coef rises while the entropy is below it, and the bonus rests above; none: it "
          "stays",
          above(0.0));
    visit("entropy_coef_max", entropy_coef_max, "how far it may rise", at_least(0.0));
    visit("entropy_coef_delta", entropy_coef_delta, "by how much in a step", above(0.0));
    visit("importance_sampling_mode", importance_sampling_mode,
          "what happens to the correction for a sampler that differs from the trainer, outside "
          "its bounds",
          OneOf{{"token_truncate", "token_mask", "sequence_truncate", "sequence_mask"}});
    visit("importance_sampling_clip_min", importance_sampling_clip_min,
          "lower bound of that correction", at_least(0.0));
    visit("importance_sampling_clip_max", importance_sampling_clip_max,
          "upper bound; none and none: no correction", above(0.0));
    visit("span_credit_coef", span_credit_coef,
          "weight of credit for stretches of an answer, added to the advantages of their tokens",
          at_least(0.0));
  }
  void validate(config::Problems& problems) const;

  Aggregation aggregation() const;
  PolicyLoss loss() const;  // with beta and entropy_coef as they begin
};

struct PolicyGradientOptions {
  config::Part<AdvantageEstimator> estimator;
  config::Part<Surrogate> surrogate;
  LossOptions loss;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("adv_estimator", estimator, "who deserves how much", advantage::catalog());
    visit("surrogate", surrogate, "what a step raises", surrogate::catalog());
    loss.fields(visit);
  }
  void validate(config::Problems& problems) const;
};

class PolicyGradient final : public Algorithm {
 public:
  explicit PolicyGradient(const PolicyGradientOptions& options);

  void assign_advantages(std::span<episodes::EpisodeGroup> groups) const override;

  Aggregation aggregation() const override { return options_.aggregation(); }
  // Always with the entropy: its fall is the first sign of a collapse, so the log shows it.
  episodes::Needs needs() const override { return {.entropy = true}; }
  bool needs_reference() const override { return options_.beta > 0.0 || options_.target_kl; }
  bool needs_values() const override { return estimator_->needs_values(); }
  int64_t num_iterations() const override { return options_.num_iterations; }
  LossReport loss(const episodes::PolicyBatch& batch,
                  const episodes::TokenQuantities& current) const override;

  void observe(const std::map<std::string, double>& log) override;
  std::map<std::string, double> log() const override;
  Json state() const override;
  void set_state(const Json& state) override;

 private:
  std::vector<double> kl_to_go(const episodes::Episode& episode) const;
  void add_span_credits(episodes::Episode& episode) const;

  LossOptions options_;
  std::unique_ptr<AdvantageEstimator> estimator_;
  std::unique_ptr<Surrogate> surrogate_;
  double beta_;
  double entropy_coef_;
  bool entropy_is_low_ = true;  // below its target, as far as is known
};

// An entry of the catalogue, by the options it presets.
template <class Options>
Entry policy_gradient(const char* name, const char* sentence) {
  return config::make_entry<Algorithm, PolicyGradient, Options>(name, sentence);
}

}  // namespace dragoman::algorithms
