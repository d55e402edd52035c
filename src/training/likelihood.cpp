#include "training/likelihood.h"

namespace dragoman::training {

Likelihood::Likelihood(std::string name, std::vector<Example> examples, double coef,
                       int64_t sequences, const AuxiliaryContext& context)
    : name_(std::move(name)),
      examples_(std::move(examples)),
      coef_(coef),
      sequences_(sequences),
      learner_(context.learner),
      comm_(context.comm),
      max_tokens_(context.max_tokens_per_batch),
      order_(static_cast<int64_t>(examples_.size()),
             context.rng.derive("auxiliary").derive(name_)) {}

void Likelihood::learn(int64_t step, algorithms::Tally& tally) {
  const int64_t count = sequences_ * comm_.world_size();
  std::vector<const Example*> drawn;
  for (const int64_t item : order_.items(step * count, count, comm_))
    drawn.push_back(&examples_[item]);
  double loss = 0.0;
  for (const episodes::PolicyBatch& batch : pack_examples(drawn, {}, max_tokens_, comm_)) {
    const episodes::TokenQuantities current = learner_.forward(batch, {});
    episodes::TokenQuantities gradients;
    for (size_t t = 0; t < batch.weights.size(); ++t) {
      loss -= double{batch.weights[t]} * current.logprob[t];
      gradients.logprob.push_back(static_cast<float>(-coef_ * batch.weights[t]));
    }
    learner_.backward(gradients);
  }
  tally.add_mean("aux/" + name_ + "/loss", loss);
}

}  // namespace dragoman::training
