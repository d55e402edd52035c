// One step of reinforcement learning, from questions to new weights.
//
//   questions -> episodes -> rewards -> advantages -> batches -> losses -> weights
//
#include "training/rl_step.h"

#include "training/rl_report.h"

namespace dragoman::training {

Json RlTrainer::step(int64_t step, RunFolder& run) {
  Timings timings;
  if (step % updates_per_rollout_ == 0 || groups_.empty()) roll_out(step, timings);

  // 7. Learn. The same episodes in as many passes as the algorithm wants.
  Json report = describe(groups_, parts_.rows);
  report.update(sampling_report(step));
  if (rl_.debug != "rollout_only") report.update(optimize(minibatch(step), step, timings));
  timings.lap("update_actor");

  if (rl_.log_episodes_steps > 0 && step % rl_.log_episodes_steps == 0)
    run.log_episodes(to_lines(groups_, step));
  return timings.add_to(report);
}

void RlTrainer::roll_out(int64_t step, Timings& timings) {
  const int64_t rollout = step / updates_per_rollout_;
  groups_ = recorded_ ? recorded_->at(step) : Groups();
  lost_credits_ = 0;
  for (gen_batches_ = 0; lacks_groups(); ++gen_batches_) {
    Groups played = drafts(rollout, step, timings);

    // 4. Refine. What a teacher would have said instead, where the recipe has one.
    ask_teacher(played, rollout, timings);

    // 5. Judge. Every reward of the recipe, weighted, and kept apart for the report; calls of tools
    //    are paid for.
    rollouts::judge(played, parts_.rows, parts_.player.task, *parts_.rewards, rollout);
    if (parts_.price) parts_.price->charge(played);
    lost_credits_ +=
        rollouts::credit_stretches(played, parts_.rows, parts_.player.tokenizer, *parts_.rewards);
    keep(std::move(played));
    timings.lap("reward");
  }
  if (parts_.teacher) parts_.teacher->close_round(rollout);
  parts_.rewards->close_round(rollout);
  if (rl_.filter_groups || recorded_) recall(groups_, timings);

  // 6. Credit. How much better was each token's episode than its siblings?
  parts_.algorithm->assign_advantages(groups_);
  if (parts_.price) parts_.price->settle(groups_);
  timings.lap("adv");
}

RlTrainer::Groups RlTrainer::draft(int64_t rollout, int64_t step, Timings& timings) {
  // 1. Ask. The questions of this rollout, in an order that only the seed decides.
  const auto questions = draw();

  // 2. Answer. Several samples a question, with the logprobs of the policy that wrote them.
  Groups played =
      rollouts::play(parts_.sampler, parts_.player, questions, play_settings(rollout, step),
                     rng_.derive("rollout", rollout, gen_batches_));
  timings.lap("gen");

  // 3. Recall. What the old and the reference policy thought of these tokens, and what the critic
  //    expected, where it matters: while a teacher answers. Not of groups that may be dropped.
  if (!rl_.filter_groups) recall(played, timings);
  return played;
}

// One step off the policy, the next rollout is drafted before this one is judged and learned from:
// a teacher answers meanwhile.
RlTrainer::Groups RlTrainer::drafts(int64_t rollout, int64_t step, Timings& timings) {
  if (!rl_.one_step_off_policy) return draft(rollout, step, timings);
  Groups played = ahead_.empty() ? draft(rollout, step, timings) : std::exchange(ahead_, {});
  const bool last = step + updates_per_rollout_ >= arguments_.max_steps;
  if (!last) ahead_ = draft(rollout + 1, step, timings);
  return played;
}

Json RlTrainer::optimize(const Chosen& chosen, int64_t step, Timings& timings) {
  const episodes::StepCounts counts = summed(rollouts::count(chosen), parts_.comm);
  const auto weight = [&](double length) {
    return algorithms::token_weight(parts_.algorithm->aggregation(), counts, length);
  };
  double loss = 0.0;
  algorithms::Tally tally;
  for (const rollouts::Packed& packed :
       rollouts::pack(chosen, arguments_.max_tokens_per_batch, weight)) {
    const auto current = parts_.learner.forward(packed.batch, needs_);
    timings.lap("update_actor/forward");
    algorithms::LossReport report = parts_.algorithm->loss(packed.batch, current);
    if (parts_.critic) parts_.critic->learn(packed.batch, current, report);
    parts_.learner.backward(report.gradients);
    timings.lap("update_actor/backward");
    loss += report.loss;
    tally.add(report.tally);
  }
  for (const auto& further : parts_.auxiliary) further->learn(step, tally);
  timings.lap("update_actor/backward");
  const auto optimizer = arguments_.optimizer_at(step);
  const bool moves = !chosen.empty() || !parts_.auxiliary.empty();
  const double norm = moves ? parts_.learner.update(optimizer) : 0.0;
  if (parts_.critic && !chosen.empty()) parts_.critic->update(optimizer, arguments_);
  refresh_reference(step);
  timings.lap("update_actor/optimizer");
  parts_.algorithm->observe(tally.metrics());
  return learning_report({loss, norm, optimizer.learning_rate}, tally.metrics(),
                         parts_.algorithm->log());
}

}  // namespace dragoman::training
