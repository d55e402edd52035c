// `dragoman train RECIPE.toml`: any training, as the recipe says.
#include <CLI/CLI.hpp>

#include "base/progress.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/output.h"
#include "config/recipe.h"
#include "training/train.h"

namespace dragoman::cli {
namespace {

// The run folder of a recipe that names none: runs/ and the recipe's own name.
Path default_output(const Path& recipe) { return Path("runs") / recipe.stem(); }

int run(std::span<const std::string> args) {
  CLI::App app(
      "Trains a model as a recipe says. Any key of the recipe can be given here: "
      "--trainer.learning_rate=1e-4.",
      "train");
  std::string path;
  std::string resume;
  bool dry_run = false;
  app.add_option("recipe", path, "a TOML file")->required();
  app.add_option("--resume", resume, "go on from the newest checkpoint of this run folder")
      ->expected(0, 1);
  app.add_flag("--dry-run", dry_run, "print the resolved recipe and the plan, then stop");
  add_threads_option(app);
  std::vector<std::string> overrides;
  if (!parse_arguments(app, args, overrides)) return 0;

  training::TrainRequest request;
  request.recipe = config::load<training::Recipe>(path, overrides);
  request.recipe_text = read_file(path);
  request.resume = app.count("--resume") > 0;
  if (!resume.empty()) request.recipe.output = resume;
  if (request.recipe.output.empty()) request.recipe.output = default_output(path);
  if (dry_run) {
    print_out("{}\n\n{}", config::to_json(request.recipe).dump(2),
              training::plan_text(request.recipe));
    print_out("  time: about {} on this machine (an estimate, from a few seconds of its work)\n",
              clock_text(training::estimated_seconds(request.recipe)));
    return 0;
  }
  print_out("{}\n", training::train(request).string());
  return 0;
}

}  // namespace

Command train_command() {
  return {"train", "Trains a model: supervised, from preferences, as a judge, or by reinforcement.",
          &run};
}

}  // namespace dragoman::cli
