#include <fmt/core.h>

#include <functional>

#include "base/error.h"
#include "tasks/answered.h"
#include "training/kind.h"
#include "training/reward_model_step.h"

namespace dragoman::training {
namespace {

// A reward model writes nothing: the language model that it begins as answers, if anybody has to.
class Asked {
 public:
  explicit Asked(const Workshop& workshop) : workshop_(workshop) {}

  episodes::Generator& operator()() {
    if (!learner_) learner_ = make_learner(workshop_.recipe, workshop_.materials);
    return learner_->generator();
  }

 private:
  const Workshop& workshop_;
  std::unique_ptr<episodes::Learner> learner_;
};

std::vector<Ranking> find_rankings(const Workshop& workshop, std::span<const data::Row> rows,
                                   const char* file, Asked& asked) {
  const Recipe& recipe = workshop.recipe;
  const rollouts::Player player = workshop.materials.player();
  Rankings found;
  if (recipe.candidates) {
    CandidateRequest request{.rows = rows, .generator = std::ref(asked), .file = file};
    found = rank_candidates(find_candidates(workshop, request), rows, player, *recipe.candidates,
                            recipe.reward_model.max_length);
  } else {
    found = rank_rows(rows, player, recipe.reward_model);
  }
  workshop.say(
      fmt::format("rankings: {} prompts, {} pairs; left out: {} longer than max_length = "
                  "{}, {} prompts without two answers of different rewards",
                  found.rankings.size(), found.pairs(), found.too_long,
                  recipe.reward_model.max_length, found.equal));
  if (found.rankings.empty()) throw_input("no pair is left to learn from or to evaluate on");
  return std::move(found.rankings);
}

std::vector<Example> references_of(const Materials& materials, int64_t max_length) {
  const rollouts::Player player = materials.player();
  std::vector<Example> references;
  for (const data::Row& row : materials.dev) {
    if (row.references.empty()) continue;
    const std::string reply = player.task.answer(row, row.references.front());
    auto tokens = tasks::whole_tokens(tasks::answered(player.task, row, reply), player.tokenizer,
                                      player.chat, row.id);
    if (static_cast<int64_t>(tokens.size()) <= max_length)
      references.push_back(whole_sequence(std::move(tokens)));
  }
  return references;
}

std::unique_ptr<Trainable> make(const Workshop& workshop) {
  const Recipe& recipe = workshop.recipe;
  const Materials& materials = workshop.materials;
  Asked asked(workshop);
  RewardModelParts parts{find_rankings(workshop, materials.train, "candidates.jsonl", asked),
                         find_rankings(workshop, materials.dev, "candidates-dev.jsonl", asked),
                         references_of(materials, recipe.reward_model.max_length),
                         workshop.learner,
                         workshop.comm,
                         workshop.run_folder};
  add_label_noise(parts.train, recipe.reward_model.label_noise, workshop.rng());
  return std::make_unique<RewardModelTrainer>(recipe.trainer,
                                              recipe.reward_model.center_rewards_coefficient,
                                              std::move(parts), workshop.rng());
}

void validate(const Recipe& recipe, config::Problems& problems) {
  if (!recipe.data && !recipe.candidates)
    problems.add("reward_model", "needs pairs: [data] with chosen and rejected, or [candidates]");
}

}  // namespace

Kind kind_reward_model() {
  return {.name = "reward_model",
          .best_metric = "accuracy",
          .make = make,
          .validate = validate,
          .measures = {"accuracy", "loss", "margin", "ece", "mean_reward"},
          .heads = episodes::Heads::kScore,
          .takes_candidates = true};
}

}  // namespace dragoman::training
