#include <fmt/core.h>

#include "base/error.h"
#include "training/kind.h"
#include "training/preference_step.h"

namespace dragoman::training {
namespace {

Preferences find_preferences(const Workshop& workshop, bool singles) {
  const Recipe& recipe = workshop.recipe;
  const int64_t max_length = recipe.preference.max_length;
  if (!recipe.candidates)
    return encode_preferences(workshop.materials.train, workshop.materials.player(), max_length,
                              singles);
  const auto groups = find_candidates(workshop, own_candidates(workshop));
  return recipe.candidates->chosen == "refinement"
             ? pair_refinements(groups, workshop.materials.train, workshop.materials.player(),
                                max_length)
             : pair_candidates(groups, *recipe.candidates, max_length);
}

std::unique_ptr<Trainable> make(const Workshop& workshop) {
  const Recipe& recipe = workshop.recipe;
  auto loss = recipe.preference.loss.make();
  Preferences found = find_preferences(workshop, !loss->needs_pairs());
  workshop.say(
      fmt::format("preference: {} pairs; left out: {} longer than max_length = {}, {} "
                  "without two different answers",
                  found.pairs.size(), found.too_long, recipe.preference.max_length, found.equal));
  if (found.pairs.empty()) throw_input("no pair is left to learn from");
  PreferenceParts parts{std::move(found.pairs), std::move(loss),
                        workshop.learner,       nullptr,
                        workshop.comm,          recipe.preference.precompute_ref_log_probs};
  const bool beforehand = parts.precompute_ref_log_probs && !parts.loss->needs_kl();
  if (parts.loss->needs_reference() && !beforehand && !workshop.learner.has_base())
    parts.reference = make_learner(recipe, workshop.materials);
  return std::make_unique<PreferenceTrainer>(recipe.trainer, std::move(parts), workshop.rng());
}

void validate(const Recipe& recipe, config::Problems& problems) {
  if (!recipe.data && !recipe.candidates)
    problems.add("preference", "needs pairs: [data] with chosen and rejected, or [candidates]");
}

}  // namespace

Kind kind_preference() {
  return {.name = "preference",
          .best_metric = "chrf",
          .make = make,
          .validate = validate,
          .takes_candidates = true};
}

}  // namespace dragoman::training
