// Supervised fine-tuning beside RL: the likelihood of the references (GRRM, arXiv 2602.14028, adds
// it with 0.1 to GSPO).
#include "training/likelihood.h"

namespace dragoman::training::auxiliary {
namespace {

struct SftOptions {
  double coef = 0.1;
  int64_t batch_size = 32;
  int64_t max_length = 256;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("coef", coef, "weight of the loss, a mean over its tokens", config::above(0.0));
    visit("batch_size", batch_size, "references of one optimizer step", config::at_least(1));
    visit("max_length", max_length, "tokens of an example; longer ones are left out",
          config::at_least(2));
  }
};

struct Sft final : Auxiliary {
  Sft(const SftOptions& options, const AuxiliaryContext& context)
      : loss("sft", encode_examples(context.rows, context.player, options.max_length).examples,
             options.coef, options.batch_size, context) {}
  void learn(int64_t step, algorithms::Tally& tally) override { loss.learn(step, tally); }

  Likelihood loss;
};

}  // namespace

Entry sft() {
  return config::make_entry<Auxiliary, Sft, SftOptions, const AuxiliaryContext&>(
      "sft", "The likelihood of the training data's references.");
}

}  // namespace dragoman::training::auxiliary
