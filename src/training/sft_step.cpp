// One step of supervised fine-tuning.
//
//   examples -> packed batches -> weighted cross-entropy -> gradients -> weights
//
#include "training/sft_step.h"

#include "training/timings.h"

namespace dragoman::training {

SftTrainer::SftTrainer(TrainingArguments arguments, SftArguments sft, SftParts parts,
                       const Rng& rng)
    : arguments_(std::move(arguments)),
      sft_(sft),
      parts_(std::move(parts)),
      order_(static_cast<int64_t>(parts_.examples.size()), rng.derive("examples")) {}

std::vector<const Example*> SftTrainer::draw(int64_t step) {
  const int64_t per_step = arguments_.sequences_per_step() * parts_.comm.world_size();
  std::vector<const Example*> drawn;
  for (const int64_t item : order_.items(step * per_step, per_step, parts_.comm))
    drawn.push_back(&parts_.examples[item]);
  return drawn;
}

Json SftTrainer::step(int64_t step, RunFolder&) {
  Timings timings;
  const auto batches =
      pack_examples(draw(step), sft_, arguments_.max_tokens_per_batch, parts_.comm);
  timings.lap("data");
  double loss = 0.0;
  double correct = 0.0;  // share of the trained tokens
  int64_t tokens = 0;
  for (const episodes::PolicyBatch& batch : batches) {
    const episodes::TokenQuantities current = parts_.learner.forward(batch, {.correct = true});
    timings.lap("forward");
    episodes::TokenQuantities gradients;
    gradients.logprob.resize(batch.weights.size());
    for (size_t t = 0; t < batch.weights.size(); ++t) {
      loss -= double{batch.weights[t]} * current.logprob[t];
      correct += double{batch.weights[t]} * current.correct[t];
      gradients.logprob[t] = -batch.weights[t];
    }
    parts_.learner.backward(gradients);
    timings.lap("backward");
    tokens += batch.size();
  }
  const auto optimizer = arguments_.optimizer_at(step);
  const double norm = parts_.learner.update(optimizer);
  timings.lap("optimizer");
  parts_.comm.sum({&loss, 1});
  parts_.comm.sum({&correct, 1});
  const int64_t visits = (step + 1) * arguments_.sequences_per_step() * parts_.comm.world_size();
  return timings.add_to({{"loss", loss},
                         {"mean_token_accuracy", correct},
                         {"grad_norm", norm},
                         {"learning_rate", optimizer.learning_rate},
                         {"epoch", order_.epochs(visits)},
                         {"num_tokens", tokens}});
}

}  // namespace dragoman::training
