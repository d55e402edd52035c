// `dragoman inspect WHAT`: what a model's folder is, or what a recipe trains on.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/inspect_model.h"
#include "cli/inspect_recipe.h"

namespace dragoman::cli {
namespace {

int run(std::span<const std::string> args) {
  CLI::App app(
      "Prints what a model's folder is, what works with it and what won't, from the headers of "
      "its files. For a recipe (a .toml file): the tokens of its first rows, and which of them are "
      "trained on; any key of the recipe can be given as for train.",
      "inspect");
  Path what;
  InspectRecipe recipe;
  app.add_option("WHAT", what, "folder of a model or an adapter, or a recipe")->required();
  app.add_flag("--json", recipe.json, "as JSON: one object for a model, one a line for a recipe");
  app.add_option("--rows", recipe.rows, "rows of a recipe's data to show")
      ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}))
      ->capture_default_str();
  if (!parse_arguments(app, args, recipe.overrides)) return 0;
  if (what.extension() == ".toml") {
    recipe.recipe = what;
    inspect_recipe(recipe);
    return 0;
  }
  if (!recipe.overrides.empty())
    throw_input("inspect: {} is for a recipe, and {} is none", recipe.overrides[0], what.string());
  inspect_model(what, recipe.json);
  return 0;
}

}  // namespace

Command inspect_command() {
  return {
      "inspect",
      "Tells what a model's folder is and what works with it, or shows what a recipe trains on.",
      &run};
}

}  // namespace dragoman::cli
