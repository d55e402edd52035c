// `dragoman replay RUN --step N`: a recorded step once more, to the bit.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/output.h"
#include "training/replay.h"

namespace dragoman::cli {
namespace {

int run(std::span<const std::string> args) {
  CLI::App app(
      "Does one optimizer step of a run again, from the checkpoint before it, and holds its "
      "metrics against the recorded ones; prints both as JSON. Exit 1 when a number differs. The "
      "run folder stays as it is.",
      "replay");
  std::string folder;
  int64_t step = 0;
  app.add_option("run", folder, "a run folder")->required();
  app.add_option("--step", step, "the step, as metrics.jsonl counts them")
      ->required()
      ->check(CLI::PositiveNumber);
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;
  const training::Replay replay = training::replay_step(folder, step);
  print_out("{}\n", Json{{"step", step},
                         {"from", replay.from},
                         {"identical", replay.identical()},
                         {"different", replay.different},
                         {"recorded", replay.recorded},
                         {"replayed", replay.replayed}}
                        .dump(2));
  if (!replay.identical())
    throw_failure(
        "{}: step {} is not what was recorded: {} differs; the same build and number of "
        "threads give the same numbers",
        folder, step, replay.different.front());
  return 0;
}

}  // namespace

Command replay_command() { return {"replay", "Does a recorded step of a run again.", &run}; }

}  // namespace dragoman::cli
