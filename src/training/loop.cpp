#include "training/loop.h"

#include <chrono>
#include <cmath>
#include <future>

#include "base/error.h"
#include "base/progress.h"
#include "base/signals.h"

namespace dragoman::training {
namespace {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// The average of the weights stands in for them, where there is one.
class Averaged {
 public:
  explicit Averaged(episodes::Learner& learner) : learner_(learner) {
    if (learner_.has_average()) learner_.use_average(true);
  }
  ~Averaged() {
    if (learner_.has_average()) learner_.use_average(false);
  }
  Averaged(const Averaged&) = delete;
  Averaged& operator=(const Averaged&) = delete;

 private:
  episodes::Learner& learner_;
};

class Loop {
 public:
  Loop(const LoopSettings& settings, const LoopParts& parts, RunFolder& run, TrainerState state)
      : settings_(settings),
        parts_(parts),
        run_(run),
        state_(std::move(state)),
        seconds_before_(state_.seconds),
        health_(settings.health) {
    if (!state_.health.is_null()) health_.set_state(state_.health);
    parts_.learner->before_change([this] { finish_saving(); });
  }
  ~Loop() { parts_.learner->before_change({}); }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  TrainerState run() {
    const TrainingArguments& arguments = settings_.arguments;
    const bool untrained = arguments.max_steps == 0;
    if (!state_.trainable.is_null()) parts_.trainable->set_state(state_.trainable);
    const bool fresh = state_.step == 0 && state_.best_step < 0;  // not resumed at step 0
    if (settings_.stop_at) return run_until(*settings_.stop_at);
    if (fresh && (arguments.eval_on_start || untrained)) {
      evaluate(Json::object());
      save();  // it may stay the best
    }
    Progress progress(settings_.kind, "steps", arguments.max_steps - state_.step);
    while (state_.step < arguments.max_steps) {
      const Json metrics = step(progress);
      const bool last = state_.step == arguments.max_steps;
      if (!last && state_.step % parts_.trainable->granularity() != 0) continue;
      bool improved = false;
      if (last || is_due(arguments.eval_steps)) improved = evaluate(metrics);
      if (last || improved || is_due(arguments.save_interval())) save();
      if (interrupted()) stop(last, Fault::kInterrupted, "");
      if (settings_.health.stop && !alarms_.empty())
        stop(last, Fault::kFailure, "; health.stop is set, and " + alarms_.front());
    }
    finish_saving();
    return state_;
  }

 private:
  TrainerState run_until(int64_t last) {
    Progress progress(settings_.kind, "steps", last - state_.step);
    while (state_.step < last) step(progress);
    return state_;
  }

  bool is_due(int64_t interval) const { return interval > 0 && state_.step % interval == 0; }

  Json step(Progress& progress) {
    const Stopwatch watch;
    Json metrics = parts_.trainable->step(state_.step, run_);
    count_broken(metrics);
    alarms_ = health_.observe(metrics);
    ++state_.step;
    state_.num_tokens += metrics.value("num_tokens", int64_t{0});
    metrics["perf/total_num_tokens"] = metrics.value("num_tokens", int64_t{0});
    metrics["num_tokens"] = state_.num_tokens;
    add_performance(metrics, watch.seconds());
    if (state_.step % settings_.arguments.logging_steps == 0) {
      Json line = {{"step", state_.step}};
      line.update(metrics);
      if (!alarms_.empty()) line["alarms"] = alarms_;
      run_.log_metrics(line);
    }
    for (const std::string& alarm : alarms_)
      run_.say(fmt::format("ALARM: step {}: {}", state_.step, alarm));
    progress.note(note(metrics));
    progress.advance();
    return metrics;
  }

  // Under verl's names.
  void add_performance(Json& metrics, double seconds) const {
    constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
    metrics["step_time"] = seconds;
    metrics["perf/time_per_step"] = seconds;
    metrics["perf/throughput"] = metrics["perf/total_num_tokens"].get<double>() / seconds;
    const bool gpu = parts_.learner->arithmetic().device == "CUDA";
    metrics[gpu ? "perf/max_memory_allocated_gb" : "perf/cpu_memory_used_gb"] =
        static_cast<double>(parts_.learner->peak_memory_bytes()) / kGiB;
  }

  // An update whose gradient is not finite was skipped by the optimizer; many in a row end the run.
  void count_broken(const Json& metrics) {
    constexpr int64_t kMostInARow = 10;
    const bool broken = metrics.contains("grad_norm") && metrics["grad_norm"].is_number() &&
                        !std::isfinite(metrics["grad_norm"].get<double>());
    broken_in_a_row_ = broken ? broken_in_a_row_ + 1 : 0;
    if (broken) run_.say(fmt::format("step {}: the gradient is not finite, skipped", state_.step));
    if (broken_in_a_row_ >= kMostInARow)
      throw_failure("the gradient was not finite {} steps in a row; try a lower learning_rate",
                    broken_in_a_row_);
  }

  static std::string note(const Json& metrics) {
    std::string text;
    for (const char* name : {"loss", "reward"})
      if (metrics.contains(name) && metrics[name].is_number())
        text +=
            fmt::format("{}{} {:.4f}", text.empty() ? "" : ", ", name, metrics[name].get<double>());
    return text;
  }

  Json evaluated() {
    const Averaged averaged(*parts_.learner);
    return parts_.evaluate(state_.step);
  }

  // True when the evaluation is the best so far.
  bool evaluate(const Json& last_step) {
    const Stopwatch watch;
    const Json scores = evaluated();
    Json line = {{"step", state_.step}};
    std::string text = fmt::format("step {}:", state_.step);
    for (const auto& [name, value] : scores.items()) {
      line["eval/" + name] = value;
      if (value.is_number()) text += fmt::format(" {} {:.4g}", name, value.get<double>());
    }
    line["timing_s/eval"] = watch.seconds();
    const std::string alarm = parts_.watch ? parts_.watch(scores, last_step, state_) : "";
    if (!alarm.empty()) line["alarm"] = alarm;
    run_.log_metrics(line);
    run_.say(text);
    if (!alarm.empty()) run_.say("ALARM: " + alarm);
    return keep_if_best(scores);
  }

  bool keep_if_best(const Json& scores) {
    const std::string& name = settings_.metric_for_best_model;
    const bool last = name == kLastIsBest;
    if (!last && !scores.contains(name))
      throw_input("metric_for_best_model {} is not evaluated", name);
    const double value = last ? static_cast<double>(state_.step) : scores[name].get<double>();
    if (!std::isfinite(value)) return false;
    const double sign = settings_.greater_is_better ? 1.0 : -1.0;
    if (state_.best_step >= 0 && sign * value <= sign * state_.best_metric) return false;
    state_.best_metric = value;
    state_.best_step = state_.step;
    return true;
  }

  // The files of the model are written while the run goes on, until its weights are about to
  // change. An average changes places with them, so that is written at once.
  void save() {
    finish_saving();
    state_.seconds = seconds_before_ + total_.seconds();
    state_.health = health_.state();
    state_.trainable = parts_.trainable->state();
    state_.metrics_bytes = run_.metrics_bytes();
    state_.episodes_bytes = run_.episodes_bytes();
    const auto write_model = [this](const Path& folder) {
      save_model(folder);
      parts_.save_companions(folder);
      parts_.learner->save_state(folder / "trainer");
    };
    const bool at_once = parts_.learner->has_average();
    const auto now = [&](const Path& folder) {
      parts_.trainable->save(folder / "trainer");
      if (at_once) write_model(folder);
    };
    const auto later = [write_model, at_once,
                        state = state_.to_json().dump(2)](const Path& folder) {
      if (!at_once) write_model(folder);
      write_file(folder / "trainer" / "state.json", state + "\n");
    };
    saving_ = run_.save_checkpoint(state_.step, now, later);
    saved_step_ = state_.step;
    saved_best_ = state_.best_step;
  }

  // Returns when the last checkpoint is there, or throws what prevented it.
  void finish_saving() {
    if (!saving_.valid()) return;
    saving_.get();
    run_.prune_checkpoints(settings_.arguments.save_total_limit, {saved_best_});
  }

  void save_model(const Path& folder) const {
    const Averaged averaged(*parts_.learner);
    parts_.learner->save_model(folder);
  }

  void stop(bool finished, Fault fault, const std::string& why) {
    if (finished) return;
    if (saved_step_ != state_.step) save();
    finish_saving();
    throw Error(fmt::format("stopped at step {} of {}, saved; go on with --resume={}{}",
                            state_.step, settings_.arguments.max_steps, run_.path().string(), why),
                fault);
  }

  const LoopSettings& settings_;
  const LoopParts& parts_;
  RunFolder& run_;
  TrainerState state_;
  const double seconds_before_;
  Health health_;
  std::vector<std::string> alarms_;  // of the last step
  const Stopwatch total_;
  int64_t saved_step_ = -1;
  int64_t saved_best_ = -1;  // the best step by then
  std::future<void> saving_;
  int64_t broken_in_a_row_ = 0;
};

}  // namespace

TrainerState run_loop(const LoopSettings& settings, const LoopParts& parts, RunFolder& run,
                      TrainerState state) {
  return Loop(settings, parts, run, std::move(state)).run();
}

}  // namespace dragoman::training
