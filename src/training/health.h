// Is the run still sound? Every step's metrics are held against ranges in which training is
// healthy; what leaves them for long raises an alarm that names the likely cause and what to try.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "config/fields.h"
#include "training/divergence.h"

namespace dragoman::training {

// The `[health]` section.
struct HealthSection {
  bool alarms = true;
  bool stop = false;
  double least_entropy = 0.01;
  double most_kl = 2.0;
  double most_flat_groups = 0.8;
  double most_clipped_tokens = 0.3;
  double most_truncated = 0.3;
  double most_sampler_difference = 1.0;
  double most_grad_norm = 100.0;
  double most_failed = 0.5;
  double most_copied = 0.5;
  double most_off_target = 0.5;
  double most_length_change = 2.0;
  std::string paid_metric = "mt/refinement/similarity";
  std::string true_metric = "mt/reference_similarity";
  double most_divergence = 0.05;

  template <class Visitor>
  void fields(Visitor& visit) {
    using config::above;
    using config::Range;
    visit("alarms", alarms, "look at every step's metrics, and say what looks ill");
    visit("stop", stop, "an alarm saves the run and ends it");
    visit("least_entropy", least_entropy, "nats a token, below which the policy has collapsed",
          config::at_least(0.0));
    visit("most_kl", most_kl, "KL a token, above which it has left its reference", above(0.0));
    visit("most_flat_groups", most_flat_groups, "share of groups with equal rewards",
          Range{0.0, 1.0});
    visit("most_clipped_tokens", most_clipped_tokens, "share of tokens with a clipped ratio",
          Range{0.0, 1.0});
    visit("most_truncated", most_truncated, "share of completions that hit the limit",
          Range{0.0, 1.0});
    visit("most_sampler_difference", most_sampler_difference,
          "mean difference between the sampler's and the trainer's logprobs", above(0.0));
    visit("most_grad_norm", most_grad_norm, "norm of the gradient before clipping", above(0.0));
    visit("most_failed", most_failed, "share of episodes without a reward", Range{0.0, 1.0});
    visit("most_copied", most_copied, "share of answers that are the source itself",
          Range{0.0, 1.0});
    visit("most_off_target", most_off_target, "share of answers in another language",
          Range{0.0, 1.0});
    visit("most_length_change", most_length_change,
          "factor between the mean length of answers and that of the first steps", above(1.0));
    visit("paid_metric", paid_metric,
          "a metric of the log that the policy is paid for: an alarm tells when it rises while "
          "true_metric falls; empty: not watched");
    visit("true_metric", true_metric, "a metric of the log that tells what the policy is for");
    visit("most_divergence", most_divergence, "share of its best that true_metric may fall by",
          above(0.0));
  }
};

class Health {
 public:
  explicit Health(const HealthSection& section)
      : section_(section),
        divergence_({section.paid_metric, section.true_metric, section.most_divergence}) {}

  // The alarms that this step raises, each a sentence; an alarm is raised again only after its
  // metric was well in between.
  std::vector<std::string> observe(const Json& metrics);

  // A resumed run goes on counting.
  Json state() const;
  void set_state(const Json& state);

 private:
  struct Sign;
  std::vector<Sign> signs_of_learning() const;
  std::vector<Sign> signs_of_answers() const;
  double length_change(double length);

  HealthSection section_;
  Divergence divergence_;
  std::map<std::string, int64_t> ill_for_;  // steps in a row, by sign
  int64_t steps_ = 0;                       // whose length was added to:
  double first_lengths_ = 0.0;              // the sum over the first steps
};

}  // namespace dragoman::training
