#include "cli/catalogs.h"

#include <array>

#include "algorithms/advantage.h"
#include "algorithms/catalog.h"
#include "algorithms/preference.h"
#include "algorithms/surrogate.h"
#include "base/error.h"
#include "benchmarks/benchmark.h"
#include "cli/command.h"
#include "corpus/mixture.h"
#include "corpus/stage.h"
#include "data/stage.h"
#include "merging/method.h"
#include "metrics/catalog.h"
#include "oracles/section.h"
#include "rewards/catalog.h"
#include "studies/config.h"
#include "synthesis/config.h"
#include "synthesis/grading.h"
#include "synthesis/model_stages.h"
#include "tasks/catalog.h"
#include "tools/section.h"
#include "training/recipe.h"
#include "transducers/catalog.h"
#include "worlds/catalog.h"

namespace dragoman::cli {
namespace {

std::vector<Row> command_rows() {
  std::vector<Row> rows;
  for (const Command& command : commands()) rows.push_back({command.name, command.sentence, {}});
  return rows;
}

std::vector<Row> merge_rows() {
  std::vector<Row> rows;
  for (const merging::Method& method : merging::methods())
    rows.push_back({method.name, method.sentence, {}});
  return rows;
}

std::vector<Row> section_rows() {
  using namespace training;
  return {
      row_of<ModelSection>("model", "What is trained: a checkpoint, or a fresh model's sizes."),
      row_of<TokenizerSection>("tokenizer", "How text becomes tokens."),
      row_of<WorldSection>("world", "An invented language as the data."),
      row_of<data::DataConfig>("data", "Parallel text to train on; eval_data has the same keys."),
      row_of<TrainingArguments>("trainer", "Optimizer, schedule, evaluation and checkpoints."),
      row_of<SftArguments>("sft", "Supervised fine-tuning."),
      row_of<RlArguments>("rl", "Reinforcement learning."),
      row_of<PreferenceArguments>("preference", "Learning from preferences: DPO and its kin."),
      row_of<RewardModelArguments>("reward_model", "Learning to judge, from preferences."),
      row_of<oracles::OracleSection>("oracle", "Who is asked about drafts and sources."),
      row_of<CriticSection>("critic", "What expects, for algorithms that need it."),
      row_of<DistillArguments>("distill", "Learning from a teacher's distributions."),
      row_of<CandidateArguments>("candidates", "The starting model's own judged answers."),
      row_of<rewards::RewardRules>("reward_rules", "What holds for all rewards."),
      row_of<tools::ToolUseSection>("tool_use", "How the policy asks for its tools."),
      row_of<EvaluationSection>("evaluation", "How the dev set is scored."),
      row_of<HealthSection>("health", "What raises an alarm while a run is under way."),
      row_of<synthesis::SynthesisSection>("synthesis", "What `dragoman synthesize` makes."),
      row_of<synthesis::GradingSection>("grading", "What `dragoman grade` asks."),
      row_of<studies::StudyConfig>("study", "A study file: cells, seeds, tests, held-out rows."),
      row_of<corpus::Mixture>("mixture", "A mixture's file: sources, phases, what stays out.")};
}

}  // namespace

std::span<const Kind> kinds() {
  static constexpr std::array kKinds{
      Kind{"section", "sections", "The sections of a recipe, and of a study.", &section_rows},
      Kind{"algorithm", "algorithms", "Who deserves credit, and the loss that says so.",
           [] { return rows_of(algorithms::catalog()); }},
      Kind{"estimator", "estimators", "Who deserves how much: `adv_estimator` of an algorithm.",
           [] { return rows_of(algorithms::advantage::catalog()); }},
      Kind{"auxiliary", "auxiliary losses",
           "Further losses beside an algorithm's: `[[auxiliary]]`.",
           [] { return rows_of(training::auxiliary::catalog()); }},
      Kind{"surrogate", "surrogates", "What a step raises: `surrogate` of an algorithm.",
           [] { return rows_of(algorithms::surrogate::catalog()); }},
      Kind{"preference", "preferences",
           "What learning from preferences lowers: `loss_type` of `[preference]`.",
           [] { return rows_of(algorithms::preference::catalog()); }},
      Kind{"metric", "metrics", "How good a translation is, against references or the source.",
           [] { return rows_of(metrics::catalog()); }},
      Kind{"reward", "rewards", "What is good: scores that add up and gates that close.",
           [] { return rows_of(rewards::catalog()); }},
      Kind{"tool", "tools", "What a policy may ask for: `[[tool]]` of a recipe.",
           [] { return rows_of(tools::catalog()); }},
      Kind{"oracle", "oracles", "Teachers and outside scorers: `[oracle]` of a recipe.",
           [] { return rows_of(oracles::catalog()); }},
      Kind{"maker", "makers", "How tasks are drafted: `maker` of `[synthesis]`.",
           [] { return rows_of(synthesis::maker_catalog()); }},
      Kind{"check", "checks", "What a synthetic item must pass: `[[check]]`.",
           [] { return rows_of(synthesis::check_catalog()); }},
      Kind{"stage", "stages", "Steps of cleaning, for `[[data.stages]]` and `dragoman data`.",
           [] { return rows_of(data::catalog()); }},
      Kind{"corpus", "corpus stages",
           "Steps of making a corpus for training: `dragoman data NAME`.",
           [] {
             std::vector<Row> rows = rows_of(corpus::catalog());
             for (Row& row : rows_of(synthesis::model_stages())) rows.push_back(std::move(row));
             return rows;
           }},
      Kind{"task", "tasks", "What is asked, and how the answer is read.",
           [] { return rows_of(tasks::catalog()); }},
      Kind{"world", "worlds", "Invented languages with exact ground truth.",
           [] { return rows_of(worlds::catalog()); }},
      Kind{"transducer", "transducers", "Languages nobody has seen, made from English by rule.",
           [] { return rows_of(transducers::catalog()); }},
      Kind{"merge_method", "merge_methods", "Ways of merging models: `dragoman merge METHOD`.",
           &merge_rows},
      Kind{"benchmark", "benchmarks", "What `dragoman bench` measures.",
           [] { return rows_of(benchmarks::catalog()); }},
      Kind{"command", "commands", "What `dragoman` can be told to do.", &command_rows},
  };
  return kKinds;
}

const Kind& kind_named(std::string_view name) {
  std::vector<std::string_view> known;
  for (const Kind& kind : kinds()) {
    if (name == kind.singular || name == kind.plural) return kind;
    known.push_back(kind.plural);
  }
  throw_input("unknown catalogue {}; {}", name, suggestion(name, known));
}

}  // namespace dragoman::cli
