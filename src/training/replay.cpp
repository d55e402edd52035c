#include "training/replay.h"

#include "base/error.h"
#include "base/line_reader.h"
#include "base/temporary_folder.h"
#include "config/recipe.h"
#include "oracles/oracle.h"
#include "training/run_folder.h"
#include "training/train.h"

namespace dragoman::training {
namespace {

// Copies a run, up to one checkpoint; 0: it starts anew.
void copy_run(const Path& run, int64_t checkpoint, const Path& to) {
  if (std::filesystem::exists(run / "tokenizer"))
    std::filesystem::copy(run / "tokenizer", to / "tokenizer");
  for (const auto& entry : std::filesystem::directory_iterator(run))
    if (entry.path().filename().string().starts_with(oracles::kOracleFile))
      std::filesystem::copy_file(entry.path(), to / entry.path().filename());
  if (checkpoint == 0) return;
  for (const auto& entry : std::filesystem::directory_iterator(run))
    if (entry.is_regular_file() && !std::filesystem::exists(to / entry.path().filename()))
      std::filesystem::copy_file(entry.path(), to / entry.path().filename());
  const std::string step = "step-" + std::to_string(checkpoint);
  make_folder(to / "checkpoints");
  std::filesystem::create_directory_symlink(std::filesystem::absolute(run / "checkpoints" / step),
                                            to / "checkpoints" / step);
}

// The line of an optimizer step; evaluations have lines of their own.
Json line_of(const Path& run_folder, int64_t step) {
  LineReader reader(run_folder / "metrics.jsonl");
  std::string text;
  while (reader.next(text)) {
    Json line = parse_json(text, reader.where());
    if (line.value("step", int64_t{-1}) == step && line.contains("perf/time_per_step")) return line;
  }
  throw_input(
      "{}: metrics.jsonl has no step {}; it counts from 1, and trainer.logging_steps may "
      "have left it out",
      run_folder.string(), step);
}

// What asking an oracle took depends on what its cache held.
bool is_of_the_machine(const std::string& name) {
  for (const char* spent :
       {"requests", "retries", "cached", "cost", "prompt_tokens", "completion_tokens", "latency_s"})
    if (name == std::string("oracle/") + spent ||
        (name.starts_with("judge/") && name.ends_with(std::string("/") + spent)))
      return true;
  return name.starts_with("timing_s/") || name.starts_with("perf/") || name == "step_time";
}

}  // namespace

Replay replay_step(const Path& run_folder, int64_t step) {
  Replay replay;
  replay.recorded = line_of(run_folder, step);
  for (const int64_t saved : checkpoint_steps(run_folder))
    if (saved < step) replay.from = std::max(replay.from, saved);
  const TemporaryFolder copy("dragoman-replay");
  copy_run(run_folder, replay.from, copy.path());
  const Path config = run_folder / "config.resolved.json";
  TrainRequest request;
  request.recipe = config::read<Recipe>(
      config::from_json(parse_json(read_file(config), config.string()), config.string()));
  request.recipe.output = copy.path();
  request.recipe_text = read_file(run_folder / "recipe.toml");
  request.resume = replay.from > 0;
  request.stop_at = step;
  train(request);
  replay.replayed = line_of(copy.path(), step);
  for (const auto& [name, value] : replay.recorded.items())
    if (!is_of_the_machine(name) && replay.replayed.value(name, Json()) != value)
      replay.different.push_back(name);
  return replay;
}

}  // namespace dragoman::training
