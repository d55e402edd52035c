// The settings of `[preference]` and `[reward_model]`. Names and meanings are TRL's.
#pragma once

#include <cstdint>

#include "algorithms/preference.h"
#include "config/fields.h"

namespace dragoman::training {

struct PreferenceArguments {
  config::Part<algorithms::PreferenceLoss> loss{"sigmoid"};
  int64_t max_length = 256;
  bool precompute_ref_log_probs = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("loss_type", loss, "what is lowered", algorithms::preference::catalog());
    visit("max_length", max_length,
          "tokens of a prompt with an answer; pairs with longer ones are left out, and counted",
          config::at_least(2));
    visit("precompute_ref_log_probs", precompute_ref_log_probs,
          "the reference looks at all pairs before the first step and is gone then");
  }
};

struct RewardModelArguments {
  int64_t max_length = 256;
  double center_rewards_coefficient = 0.0;
  double margin_coef = 1.0;
  double label_noise = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("max_length", max_length,
          "tokens of a prompt with an answer; longer answers are left out, and counted",
          config::at_least(2));
    visit("center_rewards_coefficient", center_rewards_coefficient,
          "weight of the squared sum of a pair's scores, which keeps them near 0; 0: none",
          config::at_least(0.0));
    visit("margin_coef", margin_coef,
          "what the column margin is multiplied with, by which a pair's scores should differ; 0: "
          "it only sorts pairs in the evaluation",
          config::at_least(0.0));
    visit("label_noise", label_noise, "share of the training pairs that are turned around",
          config::Range{0.0, 0.5});
  }
};

}  // namespace dragoman::training
