// `dragoman synthesize RECIPE.toml`: tasks with answers in a language, made by a model and checked.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/signals.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/output.h"
#include "config/recipe.h"
#include "synthesis/synthesize.h"

namespace dragoman::cli {
namespace {

int run(std::span<const std::string> args) {
  CLI::App app(
      "Makes tasks with answers in a language by asking a model, and keeps those that pass every "
      "check. Writes accepted.jsonl (rows for training), rejected.jsonl (with reasons) and "
      "report.json into the run folder. The same command again goes on where it ended, however "
      "it ended: nothing is asked twice. Any key of the recipe can be given here: "
      "--synthesis.count=100.",
      "synthesize");
  std::string path;
  bool dry_run = false;
  app.add_option("recipe", path, "a TOML file")->required();
  app.add_flag("--dry-run", dry_run, "print the resolved recipe and the plan, then stop");
  std::vector<std::string> overrides;
  if (!parse_arguments(app, args, overrides)) return 0;

  auto recipe = config::load<synthesis::SynthesisRecipe>(path, overrides);
  if (recipe.output.empty()) recipe.output = Path("runs") / Path(path).stem();
  if (dry_run) {
    print_out("{}\n\n{}", config::to_json(recipe).dump(2), synthesis::plan_text(recipe));
    return 0;
  }
  watch_interrupts();
  const synthesis::Outcome outcome = synthesis::synthesize(recipe);
  fmt::print(stderr, "synthesize: {}\n", outcome.text);
  throw_if_interrupted();
  print_out("{}\n", (recipe.output / "accepted.jsonl").string());
  return 0;
}

}  // namespace

Command synthesize_command() {
  return {"synthesize", "Makes tasks with answers by asking a model, and checks them.", &run};
}

}  // namespace dragoman::cli
