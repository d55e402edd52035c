#include "training/distill_step.h"

#include "algorithms/algorithm.h"
#include "rollouts/pack.h"
#include "training/rl_report.h"

namespace dragoman::training {

DistillTrainer::DistillTrainer(TrainingArguments arguments, DistillArguments distill,
                               DistillParts parts, const Rng& rng)
    : arguments_(std::move(arguments)),
      distill_(std::move(distill)),
      parts_(std::move(parts)),
      rng_(rng),
      questions_(static_cast<int64_t>(parts_.rows.size()), rng.derive("questions")),
      examples_(static_cast<int64_t>(parts_.examples.size()), rng.derive("examples")),
      text_rules_(episodes::TextRules::make(distill_.sampling, parts_.player.tokenizer,
                                            parts_.learner.generator().vocabulary_size())) {
  parts_.learner.set_teacher(*parts_.teacher, distill_.beta);
}

Json DistillTrainer::step(int64_t step, RunFolder&) {
  const bool on_policy = rng_.derive("lmbda", step).uniform() < distill_.lmbda;
  double loss = 0.0;
  int64_t tokens = 0;
  algorithms::Tally tally;
  for (const episodes::PolicyBatch& batch : on_policy ? own_answers(step) : references(step)) {
    const auto current = parts_.learner.forward(batch, {.entropy = true, .divergence = true});
    for (size_t t = 0; t < batch.weights.size(); ++t) {
      loss += double{batch.weights[t]} * current.divergence[t];
      if (batch.predicted[t] != 0) tally.add_mean("entropy", current.entropy[t]);
    }
    parts_.learner.backward({.divergence = batch.weights});
    tokens += batch.size();
  }
  const auto optimizer = arguments_.optimizer_at(step);
  const double norm = tokens > 0 ? parts_.learner.update(optimizer) : 0.0;
  parts_.comm.sum({&loss, 1});
  Json report = learning_report({loss, norm, optimizer.learning_rate}, tally.metrics(), {});
  report["on_policy"] = on_policy ? 1 : 0;
  report["num_tokens"] = tokens;
  return report;
}

// One answer a question, drawn now; every token of the step weighs the same.
std::vector<episodes::PolicyBatch> DistillTrainer::own_answers(int64_t step) {
  const int64_t count = arguments_.sequences_per_step() * parts_.comm.world_size();
  std::vector<rollouts::Question> questions;
  for (const int64_t row : questions_.items(step * count, count, parts_.comm))
    questions.push_back({&parts_.rows[row], row});
  auto groups =
      rollouts::play(parts_.learner.sampler(), parts_.player, questions,
                     {distill_.sampling, 1, step, text_rules_}, rng_.derive("rollout", step));
  const auto chosen = rollouts::trainable(groups, false);
  const episodes::StepCounts counts = summed(rollouts::count(chosen), parts_.comm);
  std::vector<episodes::PolicyBatch> batches;
  for (rollouts::Packed& packed : rollouts::pack(chosen, arguments_.max_tokens_per_batch,
                                                 [&](double) { return 1.0 / counts.tokens; }))
    batches.push_back(std::move(packed.batch));
  return batches;
}

std::vector<episodes::PolicyBatch> DistillTrainer::references(int64_t step) {
  const int64_t count = arguments_.sequences_per_step() * parts_.comm.world_size();
  std::vector<const Example*> drawn;
  for (const int64_t item : examples_.items(step * count, count, parts_.comm))
    drawn.push_back(&parts_.examples[item]);
  auto batches = pack_examples(drawn, {}, arguments_.max_tokens_per_batch, parts_.comm);
  for (episodes::PolicyBatch& batch : batches)
    batch.temperature = static_cast<float>(distill_.sampling.temperature);
  return batches;
}

}  // namespace dragoman::training
