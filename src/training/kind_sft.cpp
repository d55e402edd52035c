#include <fmt/core.h>

#include "base/error.h"
#include "training/candidates.h"
#include "training/kind.h"
#include "training/sft_step.h"
#include "training/taught.h"

namespace dragoman::training {
namespace {

// Best-of-n and rejection sampling: the model's own best answers.
Examples own_answers(const Workshop& workshop) {
  const Recipe& recipe = workshop.recipe;
  const auto groups = find_candidates(workshop, own_candidates(workshop));
  Examples result;
  for (Example& example : kept_examples(groups, *recipe.candidates)) {
    if (static_cast<int64_t>(example.tokens.size()) > recipe.sft.max_length)
      ++result.too_long;
    else
      result.examples.push_back(std::move(example));
  }
  workshop.say(
      fmt::format("candidates: {} answers are kept to learn from", result.examples.size()));
  if (result.examples.empty())
    throw_input(
        "no candidate is left to learn from; lower candidates.threshold, or raise "
        "candidates.max_completion_length and sft.max_length");
  return result;
}

Examples find_examples(const Workshop& workshop) {
  const Recipe& recipe = workshop.recipe;
  if (recipe.candidates) return own_answers(workshop);
  const auto encode = [&](std::span<const data::Row> rows) {
    return encode_examples(rows, workshop.materials.player(), recipe.sft.max_length);
  };
  if (recipe.sft.target == "translation") return encode(translated_rows(workshop));
  return encode(workshop.materials.train);
}

std::unique_ptr<Trainable> make(const Workshop& workshop) {
  const Recipe& recipe = workshop.recipe;
  Examples examples = find_examples(workshop);
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

void validate(const Recipe& recipe, config::Problems& problems) {
  if (recipe.candidates && recipe.sft.target != "references")
    problems.add("sft", "has target = \"translation\" beside [candidates]; learn from one of them");
}

}  // namespace

Kind kind_sft() {
  return {.name = "sft",
          .best_metric = "chrf",
          .make = make,
          .validate = validate,
          .takes_candidates = true};
}

}  // namespace dragoman::training
