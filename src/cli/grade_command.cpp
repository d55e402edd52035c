// `dragoman grade RECIPE.toml`: rows get a difficulty and a label, for `dragoman select`.
#include <CLI/CLI.hpp>

#include "base/signals.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/output.h"
#include "config/recipe.h"
#include "synthesis/grading.h"

namespace dragoman::cli {
namespace {

int run(std::span<const std::string> args) {
  CLI::App app(
      "Asks a judge how difficult the tasks of JSON lines are, in five grades, and what they are "
      "about, as subject/topic; a solver's tries decide where the answer is known. Writes "
      "graded.jsonl, which dragoman select reads, ungraded.jsonl and report.json into the run "
      "folder. The same command again asks nothing twice. Any key of the recipe can be given "
      "here: --grading.attempts=16.",
      "grade");
  std::string path;
  bool dry_run = false;
  app.add_option("recipe", path, "a TOML file")->required();
  app.add_flag("--dry-run", dry_run, "print the resolved recipe, then stop");
  std::vector<std::string> overrides;
  if (!parse_arguments(app, args, overrides)) return 0;

  auto recipe = config::load<synthesis::GradingRecipe>(path, overrides);
  if (recipe.output.empty()) recipe.output = Path("runs") / Path(path).stem();
  if (dry_run) {
    print_out("{}\n", config::to_json(recipe).dump(2));
    return 0;
  }
  watch_interrupts();
  const synthesis::Outcome outcome = synthesis::grade(recipe);
  fmt::print(stderr, "grade: {}\n", outcome.text);
  throw_if_interrupted();
  print_out("{}\n", (recipe.output / "graded.jsonl").string());
  return 0;
}

}  // namespace

Command grade_command() {
  return {"grade", "Says how difficult rows are and what they are about, by asking a model.", &run};
}

}  // namespace dragoman::cli
