// Who deserves credit, and the loss that says so: functions over plain columns, no tensors.
// An algorithm is one file; it never learns which model, task or reward it serves.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

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

// Counts over the whole optimizer step and all ranks; every weight is derived from them.
struct StepCounts {
  double sequences = 0;
  double tokens = 0;  // trained (sampled, unmasked) tokens
  double max_completion_length = 0;
};

// Weight of each token of a sequence with `length` trained tokens.
double token_weight(Aggregation aggregation, const StepCounts& counts, double length);

// Derivatives by each quantity, the loss itself (already weighted), and what the log shows.
struct LossReport {
  double loss = 0.0;
  episodes::TokenQuantities gradients;    // d(loss)/d(quantity), [N]
  std::map<std::string, double> sums;     // weighted sums that add up over micro-batches, by metric
                                          // name: "clip_ratio/low_mean", "kl", "entropy", …
};

class Algorithm {
 public:
  virtual ~Algorithm() = default;

  // Fills `advantages` of every usable episode from the rewards of all groups of the step.
  // An episode that failed is missing: it neither counts in a mean nor gets an advantage.
  virtual void assign_advantages(std::span<episodes::EpisodeGroup> groups) const = 0;

  virtual Aggregation aggregation() const = 0;
  virtual episodes::Needs needs() const = 0;      // what `loss` reads of the current policy
  virtual bool needs_reference() const = 0;       // whether reference logprobs must be there
  virtual int64_t num_iterations() const = 0;     // passes over one batch of rollouts

  // Loss and derivatives of one packed micro-batch. Positions with `predicted` 0 stay 0.
  virtual LossReport loss(const episodes::PolicyBatch& batch,
                          const episodes::TokenQuantities& current) const = 0;
};

}  // namespace dragoman::algorithms
