#include "training/replay.h"

#include <unistd.h>

#include <cstdlib>

#include "base/error.h"
#include "base/line_reader.h"
#include "config/recipe.h"
#include "training/run_folder.h"
#include "training/train.h"

namespace dragoman::training {
namespace {

// A copy of a run, up to one checkpoint, that is gone afterwards.
class Copy {
 public:
  // `checkpoint` 0: the run starts anew.
  Copy(const Path& run, int64_t checkpoint) {
    std::string name = (std::filesystem::temp_directory_path() / "dragoman-replay-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw_failure("{}: cannot be made", name);
    path_ = name;
    if (std::filesystem::exists(run / "tokenizer"))
      std::filesystem::copy(run / "tokenizer", path_ / "tokenizer");
    if (checkpoint == 0) return;
    for (const auto& entry : std::filesystem::directory_iterator(run))
      if (entry.is_regular_file())
        std::filesystem::copy_file(entry.path(), path_ / entry.path().filename());
    const std::string step = "step-" + std::to_string(checkpoint);
    make_folder(path_ / "checkpoints");
    std::filesystem::create_directory_symlink(std::filesystem::absolute(run / "checkpoints" / step),
                                              path_ / "checkpoints" / step);
  }
  ~Copy() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  const Path& path() const { return path_; }

 private:
  Path path_;
};

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

bool is_of_the_machine(const std::string& name) {
  return name.starts_with("timing_s/") || name.starts_with("perf/") || name == "step_time";
}

}  // namespace

Replay replay_step(const Path& run_folder, int64_t step) {
  Replay replay;
  replay.recorded = line_of(run_folder, step);
  for (const int64_t saved : checkpoint_steps(run_folder))
    if (saved < step) replay.from = std::max(replay.from, saved);
  const Copy copy(run_folder, replay.from);
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
