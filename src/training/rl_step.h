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
#include "rollouts/stretches.h"
#include "rollouts/teacher.h"
#include "training/auxiliary.h"
#include "training/call_pricing.h"
#include "training/critic.h"
#include "training/data_order.h"
#include "training/loop.h"
#include "training/recorded.h"
#include "training/timings.h"

namespace dragoman::training {

// What the trainer is put together from; what it does not own outlives it.
struct RlParts {
  const std::vector<data::Row>& rows;
  rollouts::Player player;
  std::unique_ptr<algorithms::Algorithm> algorithm;
  std::unique_ptr<rewards::RewardSet> rewards;
  episodes::Learner& learner;
  episodes::Generator& sampler;  // draws from the learner's weights
  // The frozen policy; null: the algorithm needs none, or it lies beneath the learner's adapter.
  std::unique_ptr<episodes::Learner> reference;
  std::unique_ptr<Critic> critic;  // null: the algorithm needs none
  std::vector<std::unique_ptr<Auxiliary>> auxiliary;
  comm::Comm& comm;
  std::unique_ptr<rollouts::Teacher> teacher = nullptr;  // null: nobody is asked
  std::unique_ptr<CallPricing> price = nullptr;          // null: calls of tools are free
};

class RlTrainer final : public Trainable {
 public:
  RlTrainer(TrainingArguments arguments, RlArguments rl, RlParts parts, const Rng& rng);

  Json step(int64_t step, RunFolder& run) override;
  int64_t granularity() const override { return updates_per_rollout_; }
  Json state() const override;
  void set_state(const Json& state) override;
  void save(const Path& folder) const override;
  void load(const Path& folder) override;

 private:
  using Groups = std::vector<episodes::EpisodeGroup>;
  using Chosen = std::vector<episodes::Episode*>;

  void roll_out(int64_t step, Timings& timings);
  std::vector<rollouts::Question> draw();
  Groups draft(int64_t rollout, int64_t step, Timings& timings);
  Groups drafts(int64_t rollout, int64_t step, Timings& timings);
  rollouts::PlaySettings play_settings(int64_t rollout, int64_t step) const;
  int64_t prompts() const;  // of a rollout, over all ranks
  Json sampling_report(int64_t step);
  bool lacks_groups() const;
  bool teaches(const episodes::EpisodeGroup& group) const;
  void ask_teacher(Groups& played, int64_t rollout, Timings& timings);
  void keep(Groups played);
  void recall(Groups& groups, Timings& timings);
  std::vector<float> reference_logprobs(const episodes::PolicyBatch& batch);
  Json optimize(const Chosen& chosen, int64_t step, Timings& timings);
  void refresh_reference(int64_t step);
  Chosen minibatch(int64_t step);
  void load_ahead(const Path& folder);

  TrainingArguments arguments_;
  RlArguments rl_;
  RlParts parts_;
  Rng rng_;
  DataOrder order_;
  std::shared_ptr<const episodes::TextRules> text_rules_;
  rollouts::Branches branches_;                 // of a policy with tools
  std::unique_ptr<rewards::Reward> language_;   // a gate; nothing is paid for it
  std::unique_ptr<RecordedEpisodes> recorded_;  // null: episodes are fresh
  episodes::Needs needs_;                       // of a forward pass
  Groups groups_;                               // of the current rollout
  Groups ahead_;                                // drafts of the next one; empty: none yet
  int64_t next_question_ = 0;                   // in the order of the rows
  int64_t lost_credits_ = 0;                    // answers whose stretches could not be found
  int64_t gen_batches_ = 0;                     // times that prompts were drawn for this rollout
  int64_t updates_per_rollout_;                 // optimizer steps that learn from one rollout
};

}  // namespace dragoman::training
