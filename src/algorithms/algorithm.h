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

using StepCounts = episodes::StepCounts;

// Weight of each token of a sequence with `length` trained tokens; 0 where there is none.
double token_weight(Aggregation aggregation, const StepCounts& counts, double length);

// What the log shows of a loss. Plain sums over trained tokens, so that tallies of micro-batches
// and ranks add up; names are TRL's: "clip_ratio/low_mean", "kl", "entropy", …
struct Tally {
  double tokens = 0;                    // trained tokens
  std::map<std::string, double> sums;   // divided by `tokens`: the mean of the log
  std::map<std::string, double> lows;   // smallest seen
  std::map<std::string, double> highs;  // largest seen

  void add(const Tally& other);
  std::map<std::string, double> metrics() const;  // every name with its value; empty without tokens
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
  virtual episodes::Needs needs() const = 0;   // what `loss` reads of the current policy
  virtual bool needs_reference() const = 0;    // reference logprobs in the episodes and batches
  virtual int64_t num_iterations() const = 0;  // passes over one batch of rollouts

  // Loss and derivatives of one packed micro-batch. Positions with `predicted` 0 stay 0.
  virtual LossReport loss(const episodes::PolicyBatch& batch,
                          const episodes::TokenQuantities& current) const = 0;
};

}  // namespace dragoman::algorithms
