// What the token-level policy-gradient algorithms share: the options of their loss, flat in the
// recipe and named as in TRL, and everything of the interface but the credit.
#pragma once

#include <optional>
#include <string>

#include "algorithms/algorithm.h"
#include "algorithms/policy_loss.h"
#include "config/fields.h"
#include "config/problems.h"

namespace dragoman::algorithms {

struct LossOptions {
  double epsilon = 0.2;
  std::optional<double> epsilon_high = std::nullopt;  // none: epsilon
  std::optional<double> delta = std::nullopt;
  double beta = 0.0;
  std::string kl_estimator = "k3";
  double entropy_coef = 0.0;
  std::optional<double> importance_sampling_clip_max = std::nullopt;
  std::string loss_type = "dapo";
  int64_t num_iterations = 1;

  template <class Visitor>
  void fields(Visitor& visit) {
    using config::Range;
    visit("epsilon", epsilon, "how far below 1 a token's ratio may go; 0: no clipping at all",
          Range{0.0, 1.0});
    visit("epsilon_high", epsilon_high, "how far above 1 a token's ratio may go; none: as epsilon",
          config::at_least(0.0));
    visit("delta", delta, "upper bound of the ratio where the advantage is negative",
          config::above(1.0));
    visit("beta", beta, "weight of the KL against the reference; 0: no reference is needed",
          config::at_least(0.0));
    visit("kl_estimator", kl_estimator, "how the KL of a token is estimated",
          config::OneOf{{"k1", "k2", "k3"}});
    visit("entropy_coef", entropy_coef, "weight of the entropy bonus", config::at_least(0.0));
    visit("importance_sampling_clip_max", importance_sampling_clip_max,
          "cap of the correction for a sampler that differs from the trainer; none is off",
          config::above(0.0));
    visit("loss_type", loss_type, "how tokens are averaged: per sequence, over the step, …",
          config::OneOf{{"grpo", "dapo", "dr_grpo", "rloo"}});
    visit("num_iterations", num_iterations, "passes over one batch of rollouts", Range{1, 1000});
  }
  void validate(config::Problems& problems) const;

  Aggregation aggregation() const;
  PolicyLoss loss() const;  // with the KL as a term of the loss
};

// An algorithm that adds only `assign_advantages`.
class PolicyGradient : public Algorithm {
 public:
  PolicyGradient(const LossOptions& options, const PolicyLoss& loss)
      : options_(options), loss_(loss) {}

  Aggregation aggregation() const final { return options_.aggregation(); }
  // Always with the entropy: its fall is the first sign of a collapse, so the log shows it.
  episodes::Needs needs() const final { return {.entropy = true}; }
  bool needs_reference() const final { return options_.beta > 0.0; }
  int64_t num_iterations() const final { return options_.num_iterations; }
  LossReport loss(const episodes::PolicyBatch& batch,
                  const episodes::TokenQuantities& current) const final {
    return policy_loss(loss_, batch, current);
  }

 private:
  LossOptions options_;
  PolicyLoss loss_;
};

}  // namespace dragoman::algorithms
