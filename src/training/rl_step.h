// One step of reinforcement learning, from questions to new weights.
#pragma once

#include <memory>
#include <vector>

#include "algorithms/algorithm.h"
#include "comm/comm.h"
#include "rewards/combine.h"
#include "rollouts/judge.h"
#include "rollouts/pack.h"
#include "rollouts/rollouts.h"
#include "training/data_order.h"
#include "training/loop.h"

namespace dragoman::training {

// What the trainer is put together from; what it does not own outlives it.
struct RlParts {
  const std::vector<data::Row>& rows;
  rollouts::Player player;
  std::unique_ptr<algorithms::Algorithm> algorithm;
  std::unique_ptr<rewards::RewardSet> rewards;
  episodes::Learner& learner;
  // The frozen policy; null: the algorithm needs none, or it lies beneath the learner's adapter.
  std::unique_ptr<episodes::Learner> reference;
  comm::Comm& comm;
};

class RlTrainer final : public Trainable {
 public:
  RlTrainer(TrainingArguments arguments, RlArguments rl, RlParts parts, const Rng& rng);

  Json step(int64_t step, RunFolder& run) override;
  int64_t granularity() const override { return updates_per_rollout_; }
  Json state() const override { return parts_.algorithm->state(); }
  void set_state(const Json& state) override { parts_.algorithm->set_state(state); }

 private:
  using Groups = std::vector<episodes::EpisodeGroup>;
  using Chosen = std::vector<episodes::Episode*>;

  std::vector<rollouts::Question> draw(int64_t rollout);
  void recall(Groups& groups);
  std::vector<float> reference_logprobs(const episodes::PolicyBatch& batch);
  Json optimize(const Chosen& chosen, int64_t step);
  Chosen minibatch(int64_t step);

  TrainingArguments arguments_;
  RlArguments rl_;
  RlParts parts_;
  Rng rng_;
  DataOrder order_;
  std::shared_ptr<const episodes::TextRules> text_rules_;
  Groups groups_;                // of the current rollout
  int64_t updates_per_rollout_;  // optimizer steps that learn from one rollout
};

}  // namespace dragoman::training
