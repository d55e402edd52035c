#include "training/train.h"

#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "base/signals.h"
#include "base/version.h"
#include "episodes/backend.h"
#include "metrics/catalog.h"
#include "training/kind.h"
#include "training/witness.h"

namespace dragoman::training {
namespace {

std::optional<TrainerState> state_to_resume(const TrainRequest& request) {
  const Path& folder = request.recipe.output;
  const Path metrics = folder / "metrics.jsonl";
  const bool used = std::filesystem::exists(metrics) && std::filesystem::file_size(metrics) > 0;
  if (!request.resume) {
    if (used)
      throw_input("{}: already holds a run; go on with --resume, or choose another --output",
                  folder.string());
    return std::nullopt;
  }
  std::vector<std::string> skipped;
  auto state = newest_state(folder, skipped);
  for (const std::string& reason : skipped)
    fmt::print(stderr, "dragoman: checkpoint skipped: {}\n", reason);
  if (!state) throw_input("{}: no checkpoint to resume from", folder.string());
  return state;
}

class Run {
 public:
  explicit Run(const TrainRequest& request)
      : recipe_(request.recipe),
        stop_at_(request.stop_at),
        resumed_(state_to_resume(request)),
        materials_(prepare(recipe_, recipe_.output,
                           [this](const std::string& text) { early_.push_back(text); })),
        learner_(make_learner(recipe_, materials_, learner_settings(recipe_))),
        folder_(recipe_.output, resumed_, recipe_.rl.compress_episodes),
        comm_(comm::single_process()) {
    if (!resumed_) folder_.write("recipe.toml", request.recipe_text);
    folder_.write("config.resolved.json", config::to_json(recipe_).dump(2) + "\n");
  }

  void play() {
    for (const std::string& text : early_) folder_.say(text);
    const int64_t trained = learner_->trained_parameter_count();
    folder_.say(fmt::format(
        "{}: {} parameters{}, {} rows, {}", recipe_.kind, learner_->parameter_count(),
        learner_->has_base()                    ? fmt::format(", {} of an adapter trained", trained)
        : trained < learner_->parameter_count() ? fmt::format(", {} of them trained", trained)
                                                : "",
        materials_.train.size(), episodes::backend().describe()));
    const episodes::Arithmetic arithmetic = learner_->arithmetic();
    if (!arithmetic.why.empty())
      folder_.say(fmt::format("dtype: {}, because {}", arithmetic.dtype, arithmetic.why));
    const auto trainable = find_kind(recipe_.kind)
                               .make({recipe_, materials_, *learner_, *comm_, folder_.path(),
                                      [this](const std::string& text) { folder_.say(text); }});
    if (resumed_) restore(*trainable);
    watch_interrupts();
    const TrainerState state =
        run_loop(settings(), parts(*trainable), folder_, resumed_.value_or(TrainerState{}));
    if (!stop_at_) finish(state);
  }

 private:
  void restore(Trainable& trainable) {
    const Path checkpoint = folder_.checkpoint(resumed_->step);
    learner_->load_model(checkpoint);
    learner_->load_state(checkpoint / "trainer");
    trainable.load(checkpoint / "trainer");
    folder_.say(fmt::format("resumed at step {}", resumed_->step));
  }

  LoopSettings settings() const {
    const std::string best = recipe_.best_metric();
    const auto* metric = metrics::catalog().find(best);
    const bool lower = best.ends_with("loss") || best == "perplexity";
    const bool greater =
        metric == nullptr ? !lower : metrics::catalog().make(best)->info().higher_is_better;
    return {recipe_.trainer, best, greater, recipe_.kind, recipe_.health, stop_at_};
  }

  LoopParts parts(Trainable& trainable) {
    LoopParts parts;
    parts.trainable = &trainable;
    parts.learner = learner_.get();
    parts.evaluate = [this, &trainable](int64_t) {
      if (Json own = trainable.evaluate(); !own.is_null()) return own;
      const auto result = evaluate_dev(recipe_, materials_, learner_->generator());
      evaluation::save(result, folder_.path());
      return result.scores();
    };
    parts.save_companions = [this](const Path& folder) {
      materials_.tokenizer.save(folder);
      materials_.chat.save(folder);
      keep_companions(recipe_, folder);
    };
    if (!recipe_.evaluation.witness.empty()) {
      parts.watch = [this](const Json& scores, const Json& metrics, TrainerState& state) {
        return watch_witness(recipe_.evaluation, scores, metrics, state);
      };
    }
    return parts;
  }

  void finish(const TrainerState& state) {
    const Path best = folder_.checkpoint(state.best_step);
    const Json summary = {{"kind", recipe_.kind},
                          {"version", kVersion},
                          {"device", learner_->arithmetic().device},
                          {"dtype", learner_->arithmetic().dtype},
                          {"parameters", learner_->parameter_count()},
                          {"trained_parameters", learner_->trained_parameter_count()},
                          {"threads", thread_count()},
                          {"steps", state.step},
                          {"num_tokens", state.num_tokens},
                          {"seconds", state.seconds},
                          {"metric_for_best_model", recipe_.best_metric()},
                          {"best_metric", state.best_metric},
                          {"best_step", state.best_step},
                          {"best_checkpoint", best.string()}};
    folder_.write("summary.json", summary.dump(2) + "\n");
    folder_.say(fmt::format("done: best {} {:.4g} at step {}, {}", recipe_.best_metric(),
                            state.best_metric, state.best_step, best.string()));
  }

  const Recipe& recipe_;
  const std::optional<int64_t> stop_at_;
  std::optional<TrainerState> resumed_;
  // Read and made before the folder is: a mistake in the data leaves no half-made run behind.
  std::vector<std::string> early_;  // what was said meanwhile
  Materials materials_;
  std::unique_ptr<episodes::Learner> learner_;
  RunFolder folder_;
  std::unique_ptr<comm::Comm> comm_;
};

}  // namespace

Path train(const TrainRequest& request) {
  Run run(request);
  run.play();
  return request.recipe.output;
}

}  // namespace dragoman::training
