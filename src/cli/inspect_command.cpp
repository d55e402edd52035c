// `dragoman inspect WHAT`: what a model's folder is.
#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/inspect_model.h"

namespace dragoman::cli {
namespace {

int run(std::span<const std::string> args) {
  CLI::App app(
      "Prints what a model's folder is, what works with it and what won't, from the headers of "
      "its files.",
      "inspect");
  Path what;
  bool json = false;
  app.add_option("WHAT", what, "folder of a model or an adapter")->required();
  app.add_flag("--json", json, "as one JSON object");
  if (!parse_arguments(app, args)) return 0;
  inspect_model(what, json);
  return 0;
}

}  // namespace

Command inspect_command() {
  return {"inspect", "Tells what a model's folder is, and what works with it.", &run};
}

}  // namespace dragoman::cli
