// Who deserves credit, and the loss that says so: functions over plain columns, no tensors.
// An algorithm is one file; it never learns which model, task or reward it serves.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "episodes/episode.h"
#include "episodes/policy_batch.h"

namespace dragoman::algorithms {

// How the tokens of a step share one loss (methods: sequence mean, token mean, constant, sum).
// Names are TRL's `loss_type` where TRL has one.
enum class Aggregation {
  kSequenceMeanTokenMean,  // "grpo":    1 / (sequences * tokens of the sequence)
  kTokenMean,              // "dapo":    1 / tokens of the step
  kConstant,               // "dr_grpo": 1 / (sequences * max_completion_length)
  kSequenceMeanTokenSum    // "rloo":    1 / sequences
};

using StepCounts = episodes::StepCounts;

// Weight of each token of a sequence with `length` trained tokens; 0 where there is none.
double token_weight(Aggregation aggregation, const StepCounts& counts, double length);

// What the log shows of a loss: sums with what they are divided by, so that tallies of
// micro-batches and ranks add up. Names are TRL's: "clip_ratio/low_mean", "kl", "entropy", …
class Tally {
 public:
  void add_mean(const std::string& name, double sum, double count = 1.0);
  void add_low(const std::string& name, double value);
  void add_high(const std::string& name, double value);
  // name/mean, name/min and name/max
  void add_range(const std::string& name, double value);
  void add(const Tally& other);

  std::map<std::string, double> metrics() const;

 private:
  struct Mean {
    double sum = 0.0;
    double count = 0.0;
  };
  std::map<std::string, Mean> means_;
  std::map<std::string, double> lows_, highs_;
};

struct LossReport {
  double loss = 0.0;                    // weighted: losses of a step's micro-batches add up
  episodes::TokenQuantities gradients;  // d(loss)/d(quantity), [N]; entropy empty when it has none
  Tally tally;
};

class Algorithm {
 public:
  virtual ~Algorithm() = default;

  // Fills `advantages` of every usable episode from the rewards of all groups of the step. Groups
  // go by Episode::group, not by position. An episode that failed is missing: it neither counts in
  // a mean nor gets an advantage; one whose reward is not finite is marked as failed here.
  virtual void assign_advantages(std::span<episodes::EpisodeGroup> groups) const = 0;

  virtual Aggregation aggregation() const = 0;
  virtual episodes::Needs needs() const = 0;  // what `loss` reads of the current policy
  virtual bool needs_reference() const = 0;   // reference logprobs in the episodes and batches
  virtual bool needs_values() const { return false; }  // a critic's, in the episodes
  virtual int64_t num_iterations() const = 0;          // passes over one batch of rollouts

  // Loss and derivatives of one packed micro-batch. Positions with `predicted` 0 stay 0.
  virtual LossReport loss(const episodes::PolicyBatch& batch,
                          const episodes::TokenQuantities& current) const = 0;

  // Hears the log of every optimizer step, after it; controllers move here. What has moved is
  // shown by `log`, and a run that is resumed takes it back from `state`.
  virtual void observe(const std::map<std::string, double>&) {}
  virtual std::map<std::string, double> log() const { return {}; }
  virtual Json state() const { return nullptr; }
  virtual void set_state(const Json&) {}
};

}  // namespace dragoman::algorithms
