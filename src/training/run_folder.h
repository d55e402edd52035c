// A run is a folder: everything one execution made, and all that anything else may know of it.
//
//   recipe.toml, config.resolved.json   what was asked
//   metrics.jsonl                       one line a step
//   events.out.tfevents.*               the same numbers, for TensorBoard
//   episodes.jsonl.zst, or .jsonl       rollouts, as often as the recipe says
//   samples.jsonl, evaluation.json      of the last evaluation
//   checkpoints/step-N/                 Hugging Face folders with trainer/ state
//   log.txt, summary.json               what happened, how it ended
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "training/event_file.h"

namespace dragoman::training {

// Where a run stands; saved with every checkpoint. Random streams and the data order are functions
// of (seed, step), so the step is the cursor.
struct TrainerState {
  int64_t step = 0;  // optimizer steps done
  int64_t num_tokens = 0;
  double best_metric = 0.0;
  int64_t best_step = -1;       // -1: none yet
  Json watch = Json::object();  // of the witness watch
  Json health;                  // of its alarms
  Json trainable;               // of the kind of training; null: it has none
  double seconds = 0.0;         // spent so far
  int64_t metrics_bytes = 0;
  int64_t episodes_bytes = 0;

  Json to_json() const;
  static TrainerState from_json(const Json& json, const std::string& where);
};

class RunFolder {
 public:
  // Makes the folder, or opens it again with everything after `resumed` cut off. Episodes are
  // compressed unless an earlier execution of the run did otherwise.
  RunFolder(Path folder, const std::optional<TrainerState>& resumed, bool compress_episodes = true);

  const Path& path() const { return path_; }
  void write(const std::string& name, std::string_view content) const;
  void log_metrics(const Json& line);
  void log_episodes(std::string_view lines);  // one frame, where they are compressed
  void say(const std::string& text);          // to log.txt and, on a new line, to stderr

  int64_t metrics_bytes() const { return metrics_->size(); }
  int64_t episodes_bytes() const { return episodes_ ? episodes_->size() : 0; }

  // Writes checkpoints/step-N, whole or not at all: through `now`, and then through `later` in
  // another thread. The checkpoint is there when the future is; it has the error, if there was one.
  using Fill = std::function<void(const Path& folder)>;
  std::future<void> save_checkpoint(int64_t step, const Fill& now, Fill later) const;
  // Keeps the newest `limit` checkpoints and those in `keep`.
  void prune_checkpoints(int64_t limit, const std::vector<int64_t>& keep) const;
  Path checkpoint(int64_t step) const;

 private:
  Path path_;
  std::unique_ptr<AppendFile> metrics_;
  std::unique_ptr<EventFile> events_;
  Path episodes_path_;
  std::unique_ptr<AppendFile> episodes_;  // made with the first episode
  std::unique_ptr<AppendFile> log_;
};

// Steps of the complete checkpoints in a run folder, newest first.
std::vector<int64_t> checkpoint_steps(const Path& run_folder);

// The state of the newest checkpoint that can be read; unreadable ones are named in `skipped`.
std::optional<TrainerState> newest_state(const Path& run_folder, std::vector<std::string>& skipped);

}  // namespace dragoman::training
