#include <fmt/core.h>

#include "base/error.h"
#include "training/kind.h"
#include "training/rl_step.h"
#include "training/scales.h"
#include "training/taught.h"

namespace dragoman::training {
namespace {

// A model of its own begins as the policy does, with a fresh score, or as another checkpoint.
std::unique_ptr<Critic> make_critic(const Workshop& workshop) {
  const CriticSection& section = workshop.recipe.critic;
  std::unique_ptr<episodes::Learner> own;
  if (section.model == "own") {
    Recipe recipe = workshop.recipe;
    if (!section.checkpoint.empty()) recipe.model.checkpoint = section.checkpoint;
    recipe.model.use_peft = false;
    episodes::LearnerSettings settings = learner_settings(workshop.recipe);
    settings.heads = episodes::Heads::kScore;
    settings.ema_decay = 0.0;
    settings.trainable_modules.clear();
    own = make_learner(recipe, workshop.materials, settings);
  }
  return std::make_unique<Critic>(section, workshop.learner, std::move(own));
}

std::vector<std::unique_ptr<Auxiliary>> make_auxiliary(const Workshop& workshop) {
  std::vector<std::unique_ptr<Auxiliary>> made;
  for (const AuxiliaryPart& part : workshop.recipe.auxiliary)
    made.push_back(part.loss.make({workshop.materials.train, workshop.materials.player(),
                                   workshop.learner, workshop.comm,
                                   workshop.recipe.trainer.max_tokens_per_batch, workshop.rng()}));
  return made;
}

// Recorded episodes bring their rewards along: no judge is asked.
std::unique_ptr<rewards::RewardSet> make_rewards(const Workshop& workshop) {
  const Recipe& recipe = workshop.recipe;
  const oracles::OracleContext oracle = oracle_context(workshop);
  return std::make_unique<rewards::RewardSet>(
      recipe.reward, recipe.reward_rules,
      rewards::RewardContext{workshop.materials.train, workshop.materials.task.get(),
                             recipe.oracle || recipe.rl.replays(),
                             recipe.rl.replays() ? nullptr : &oracle});
}

void refuse_mixed_scales(const Recipe& recipe, const RlParts& parts) {
  if (parts.rewards->routes() == 1 || recipe.reward_rules.scale_parts != "none") return;
  if (!keeps_scales_apart(*parts.algorithm))
    throw_input(
        "rows of different domains are scored by different rewards, and algorithm {} lets the size "
        "of a reward decide how much its rows teach; set reward_rules.scale_parts to \"batch\" or "
        "\"group\", or take an algorithm that divides by each group's deviation, such as grpo",
        recipe.algorithm.algorithm.name());
}

std::unique_ptr<Trainable> make(const Workshop& workshop) {
  const Recipe& recipe = workshop.recipe;
  episodes::Learner& learner = workshop.learner;
  if (recipe.rl.quantization != "none")
    workshop.say(fmt::format("completions are drawn from {} weights", recipe.rl.quantization));
  RlParts parts{workshop.materials.train,
                workshop.materials.player(),
                recipe.algorithm.algorithm.make(),
                make_rewards(workshop),
                learner,
                workshop.sampler != nullptr ? *workshop.sampler : learner.sampler(),
                nullptr,
                nullptr,
                {},
                workshop.comm};
  refuse_mixed_scales(recipe, parts);
  // The policy as it was: beneath an adapter it is there anyway.
  if (parts.algorithm->needs_reference() && !learner.has_base())
    parts.reference = make_learner(recipe, workshop.materials);
  if (parts.algorithm->needs_values()) parts.critic = make_critic(workshop);
  parts.auxiliary = make_auxiliary(workshop);
  parts.teacher = make_teacher(workshop, workshop.materials.train);
  if (recipe.tool_price)
    parts.price =
        std::make_unique<CallPricing>(*recipe.tool_price, workshop.materials.tools->forced_call());
  return std::make_unique<RlTrainer>(recipe.trainer, recipe.rl, std::move(parts), workshop.rng());
}

void validate(const Recipe& recipe, config::Problems& problems) {
  if (recipe.reward.empty()) problems.add("reward", "is missing: reinforcement learning needs one");
  if (recipe.evaluation.witness.empty())
    problems.add("evaluation", "names no witness: a metric that is in no reward");
  if (recipe.tool_price && recipe.tool.empty())
    problems.add("tool_price", "charges for calls, but there is no [[tool]] to call");
  for (const rewards::RewardPart& part : recipe.reward)
    if (part.reward.name() == recipe.evaluation.witness)
      problems.add("evaluation", "names a witness that is a reward, too");
  if (recipe.rl.sync_ref_model && recipe.model.use_peft)
    problems.add("rl", "asks for sync_ref_model, but the reference beneath an adapter stays");
  if (recipe.rl.sync_ref_model && !recipe.algorithm.algorithm.make()->needs_reference())
    problems.add("rl", "asks for sync_ref_model, but with beta = 0 there is no reference");
  if (recipe.rl.steps_per_generation % recipe.trainer.gradient_accumulation_steps != 0)
    problems.add("rl", "has steps_per_generation that gradient_accumulation_steps does not divide");
  if (recipe.trainer.sequences_per_step() % recipe.rl.num_generations != 0)
    problems.add("trainer",
                 "gives a step a number of sequences that num_generations does not divide");
}

}  // namespace

Kind kind_rl() { return {"rl", "chrf", make, validate}; }

}  // namespace dragoman::training
