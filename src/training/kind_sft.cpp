#include <fmt/core.h>

#include "training/kind.h"
#include "training/sft_step.h"

namespace dragoman::training {
namespace {

std::unique_ptr<Trainable> make(const Workshop& workshop) {
  const Recipe& recipe = workshop.recipe;
  Examples examples =
      encode_examples(workshop.materials.train, workshop.materials.player(), recipe.sft.max_length);
  if (examples.difference)
    workshop.say(fmt::format("the chat template is {}: every answer is an example of its own",
                             examples.difference->text()));
  if (examples.too_long > 0)
    workshop.say(fmt::format("{} examples are longer than max_length = {} and left out",
                             examples.too_long, recipe.sft.max_length));
  return std::make_unique<SftTrainer>(
      recipe.trainer, recipe.sft,
      SftParts{std::move(examples.examples), workshop.learner, workshop.comm}, workshop.rng());
}

}  // namespace

Kind kind_sft() {
  return {"sft", "chrf", make, [](const Recipe&, config::Problems&) {}};
}

}  // namespace dragoman::training
