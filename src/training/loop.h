// The run around the steps, written once for every kind of training: resume, log, evaluate, keep
// the best, save, stop on a signal. It drives "a thing that can step" and never asks which.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/json.h"
#include "episodes/learner.h"
#include "training/arguments.h"
#include "training/health.h"
#include "training/run_folder.h"

namespace dragoman::training {

class Trainable {
 public:
  virtual ~Trainable() = default;
  // One optimizer step, counted from 0. Everything random in it derives from (seed, step).
  // Returns the step's metrics by name; "num_tokens" is the step's own count.
  virtual Json step(int64_t step, RunFolder& run) = 0;
  // What it has learned besides weights; a checkpoint holds it, a resumed run gets it back.
  virtual Json state() const { return nullptr; }
  virtual void set_state(const Json&) {}
  // Whatever it keeps in files of its own, in a checkpoint's trainer/ folder.
  virtual void save(const Path&) const {}
  virtual void load(const Path&) {}
  // Its own measure of the current weights, by name; null: they are a translator and measured so.
  virtual Json evaluate() { return nullptr; }
  // Steps that only make sense together; the loop evaluates, saves and stops between them.
  virtual int64_t granularity() const { return 1; }
};

// As metric_for_best_model: the newest checkpoint is the best.
inline constexpr const char* kLastIsBest = "step";

struct LoopSettings {
  TrainingArguments arguments;
  std::string metric_for_best_model = "chrf";  // of the evaluation, or kLastIsBest
  bool greater_is_better = true;
  std::string kind;  // for the progress line
  HealthSection health;
  std::optional<int64_t> stop_at = std::nullopt;  // a step; nothing is evaluated or saved then
};

// What the loop is given by the kind of training.
struct LoopParts {
  Trainable* trainable = nullptr;
  episodes::Learner* learner = nullptr;
  // Scores the dev set with the current weights: metric name -> value.
  std::function<Json(int64_t step)> evaluate;
  // Adds what a checkpoint needs besides the weights (tokenizer, template).
  std::function<void(const Path& folder)> save_companions;
  // Looks at an evaluation and the state; returns the text of an alarm, or "".
  std::function<std::string(const Json& evaluation, const Json& last_step, TrainerState&)> watch;
};

// Runs to max_steps and returns the final state. An interrupt saves and throws exit code 130.
TrainerState run_loop(const LoopSettings& settings, const LoopParts& parts, RunFolder& run,
                      TrainerState state);

}  // namespace dragoman::training
