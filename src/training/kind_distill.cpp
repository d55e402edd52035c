#include <fmt/core.h>

#include "base/error.h"
#include "training/distill_step.h"
#include "training/kind.h"

namespace dragoman::training {
namespace {

// Distributions are compared token by token, so ids must mean the same to both.
void check_tokens(const Path& folder, const text::Tokenizer& own) {
  const text::Tokenizer theirs = text::Tokenizer::load(folder);
  for (TokenId id = 0; id < own.vocabulary_size(); ++id)
    if (own.has_token(id) && (!theirs.has_token(id) || theirs.token(id) != own.token(id)))
      throw_input(
          "{}: the teacher's token {} is another than the student's; a teacher must share "
          "the student's tokenizer",
          folder.string(), id);
}

std::unique_ptr<Trainable> make(const Workshop& workshop) {
  const Recipe& recipe = workshop.recipe;
  check_tokens(recipe.distill.teacher, workshop.materials.tokenizer);
  Recipe of_teacher = recipe;
  of_teacher.model.checkpoint = recipe.distill.teacher;
  of_teacher.model.use_peft = false;
  Examples examples = encode_examples(workshop.materials.train, workshop.materials.player(),
                                      recipe.distill.max_length);
  if (examples.too_long > 0)
    workshop.say(fmt::format("{} examples are longer than max_length = {} and left out",
                             examples.too_long, recipe.distill.max_length));
  DistillParts parts{workshop.materials.train,
                     workshop.materials.player(),
                     std::move(examples.examples),
                     workshop.learner,
                     make_learner(of_teacher, workshop.materials),
                     workshop.comm};
  return std::make_unique<DistillTrainer>(recipe.trainer, recipe.distill, std::move(parts),
                                          workshop.rng());
}

void validate(const Recipe& recipe, config::Problems& problems) {
  if (recipe.distill.teacher.empty())
    problems.add("distill", "names no teacher: the checkpoint that is learned from");
}

}  // namespace

Kind kind_distill() { return {"distill", "chrf", make, validate}; }

}  // namespace dragoman::training
