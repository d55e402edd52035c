// The parts of an RL step that its story (rl_step.cpp) calls by name.
#include <algorithm>

#include "base/error.h"
#include "training/rl_step.h"

namespace dragoman::training {

RlTrainer::RlTrainer(TrainingArguments arguments, RlArguments rl, RlParts parts, const Rng& rng)
    : arguments_(std::move(arguments)),
      rl_(rl),
      parts_(std::move(parts)),
      rng_(rng),
      order_(static_cast<int64_t>(parts_.rows.size()), rng.derive("questions")),
      text_rules_(episodes::TextRules::make(rl_.sampling, parts_.player.tokenizer,
                                            parts_.learner.generator().vocabulary_size())) {
  const int64_t accumulated = arguments_.gradient_accumulation_steps;
  if (rl_.steps_per_generation == 0) rl_.steps_per_generation = accumulated;
  updates_per_rollout_ =
      rl_.steps_per_generation / accumulated * parts_.algorithm->num_iterations();
  for (const int64_t interval : {arguments_.eval_steps, arguments_.save_steps})
    if (interval % updates_per_rollout_ != 0)
      throw_input(
          "trainer: eval_steps and save_steps must be multiples of the {} optimizer steps "
          "that learn from one rollout",
          updates_per_rollout_);
}

std::vector<rollouts::Question> RlTrainer::draw(int64_t rollout) {
  const int64_t sequences = arguments_.per_device_train_batch_size * rl_.steps_per_generation;
  const int64_t count = sequences / rl_.num_generations * parts_.comm.world_size();
  const comm::Share share = comm::share_of(parts_.comm, count);
  std::vector<rollouts::Question> questions;
  for (int64_t i = share.begin; i < share.end; ++i) {
    const int64_t row = order_.item(rollout * count + i);
    questions.push_back({&parts_.rows[row], row});
  }
  return questions;
}

// Old logprobs are needed once the weights move between two looks at the same episode; before that
// the current policy is the old one.
void RlTrainer::recall(Groups& groups) {
  const bool needs_old = updates_per_rollout_ > 1;
  const bool needs_reference = parts_.algorithm->needs_reference();
  if (!needs_old && !needs_reference) return;
  const auto chosen = rollouts::trainable(groups, rl_.mask_truncated_completions);
  for (const rollouts::Packed& packed :
       rollouts::pack(chosen, arguments_.max_tokens_per_batch, [](double) { return 1.0; })) {
    if (needs_old)
      rollouts::unpack(packed, parts_.learner.evaluate(packed.batch, {}).logprob,
                       &episodes::Episode::old_logprobs);
    if (needs_reference)
      rollouts::unpack(packed, reference_logprobs(packed.batch),
                       &episodes::Episode::reference_logprobs);
  }
}

std::vector<float> RlTrainer::reference_logprobs(const episodes::PolicyBatch& batch) {
  return (parts_.reference ? parts_.reference->evaluate(batch, {})
                           : parts_.learner.evaluate_base(batch, {}))
      .logprob;
}

// The share of the rollout that this optimizer step learns from; every pass has its own order.
RlTrainer::Chosen RlTrainer::minibatch(int64_t step) {
  Chosen all = rollouts::trainable(groups_, rl_.mask_truncated_completions);
  const int64_t parts = updates_per_rollout_ / parts_.algorithm->num_iterations();
  if (parts == 1) return all;
  const int64_t within = step % updates_per_rollout_;
  rng_.derive("pass", step / updates_per_rollout_, within / parts).shuffle(all);
  const auto size = static_cast<int64_t>(all.size());
  const int64_t part = within % parts;
  return {all.begin() + size * part / parts, all.begin() + size * (part + 1) / parts};
}

}  // namespace dragoman::training
