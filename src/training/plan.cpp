// The plan of a run, before anything is loaded: what --dry-run prints.
#include "checkpoints/parameters.h"
#include "training/memory_plan.h"
#include "training/taught.h"
#include "training/train.h"

namespace dragoman::training {
namespace {

// Tokens that one unit of a step has at most: a sequence, a pair, a ranking.
int64_t longest_unit(const Recipe& recipe) {
  const int64_t answers = recipe.candidates ? recipe.candidates->num_generations : 2;
  if (recipe.kind == "rl") return recipe.rl.sampling.max_completion_length;
  if (recipe.kind == "preference") return 2 * recipe.preference.max_length;
  if (recipe.kind == "reward_model") return answers * recipe.reward_model.max_length;
  if (recipe.kind != "pretrain") return recipe.sft.max_length;
  return resolve_phases(recipe.pretrain, recipe.trainer.max_steps).back().context;
}

// "memory: about 3.2 GiB (weights 0.5, gradients 0.5, …)"; parts below a hundredth of it go
// unnamed.
std::string memory_text(const std::vector<PlannedMemory>& plan) {
  constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
  const double total = total_bytes(plan);
  std::string parts;
  for (const PlannedMemory& one : plan)
    if (one.bytes >= total / 100.0)
      parts += fmt::format("{}{} {:.2f}", parts.empty() ? "" : ", ", one.what, one.bytes / kGiB);
  return fmt::format("  memory: about {:.2f} GiB ({})\n", total / kGiB, parts);
}

}  // namespace

std::string plan_text(const Recipe& recipe) {
  const TrainingArguments& trainer = recipe.trainer;
  std::string text = fmt::format("plan: {} for {} optimizer steps of {} sequences\n", recipe.kind,
                                 trainer.max_steps, trainer.sequences_per_step());
  const double sequences =
      static_cast<double>(trainer.max_steps) * static_cast<double>(trainer.sequences_per_step());
  const int64_t longest = longest_unit(recipe);
  text += fmt::format("  tokens: at most {:.3g}\n", sequences * static_cast<double>(longest));
  if (!recipe.model.checkpoint.empty())
    text += fmt::format("  model: {}\n", recipe.model.checkpoint.string());
  if (const std::string oracle = oracle_plan(recipe); !oracle.empty()) text += "  " + oracle + "\n";
  const auto model = planned_model(recipe);
  if (!model) return text;
  text += fmt::format("  model: {:.3g} parameters\n",
                      static_cast<double>(checkpoints::parameter_count(*model)));
  return text + memory_text(plan_memory(recipe, *model, /*draws=*/true));
}

}  // namespace dragoman::training
