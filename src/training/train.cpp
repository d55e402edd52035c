#include "training/train.h"

#include <cmath>

#include "base/error.h"
#include "base/parallel.h"
#include "base/signals.h"
#include "base/version.h"
#include "episodes/backend.h"
#include "metrics/catalog.h"
#include "training/materials.h"
#include "training/rl_step.h"
#include "training/sft_step.h"
#include "training/witness.h"

namespace dragoman::training {
namespace {

std::optional<TrainerState> state_to_resume(const TrainRequest& request) {
  const Path& folder = request.recipe.output;
  const bool used = std::filesystem::exists(folder / "metrics.jsonl");
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
        resumed_(state_to_resume(request)),
        materials_(prepare(recipe_, recipe_.output,
                           [this](const std::string& text) { early_.push_back(text); })),
        learner_(make_learner(recipe_, materials_)),
        folder_(recipe_.output, resumed_, recipe_.rl.compress_episodes),
        comm_(comm::single_process()),
        rng_(static_cast<uint64_t>(recipe_.seed)) {
    if (!resumed_) folder_.write("recipe.toml", request.recipe_text);
    folder_.write("config.resolved.json", config::to_json(recipe_).dump(2) + "\n");
  }

  void play() {
    for (const std::string& text : early_) folder_.say(text);
    const int64_t trained = learner_->trained_parameter_count();
    folder_.say(
        fmt::format("{}: {} parameters{}, {} rows, {}", recipe_.kind, learner_->parameter_count(),
                    learner_->has_base() ? fmt::format(", {} of an adapter trained", trained) : "",
                    materials_.train.size(), episodes::backend().describe()));
    const episodes::Arithmetic arithmetic = learner_->arithmetic();
    if (!arithmetic.why.empty())
      folder_.say(fmt::format("dtype: {}, because {}", arithmetic.dtype, arithmetic.why));
    if (recipe_.kind == "rl" && recipe_.rl.quantization != "none")
      folder_.say(fmt::format("completions are drawn from {} weights", recipe_.rl.quantization));
    if (resumed_) restore();
    const auto trainable = recipe_.kind == "rl" ? make_rl() : make_sft();
    watch_interrupts();
    const TrainerState state =
        run_loop(settings(), parts(*trainable), folder_, resumed_.value_or(TrainerState{}));
    finish(state);
  }

 private:
  void restore() {
    const Path checkpoint = folder_.checkpoint(resumed_->step);
    learner_->load_model(checkpoint);
    learner_->load_state(checkpoint / "trainer");
    folder_.say(fmt::format("resumed at step {}", resumed_->step));
  }

  std::unique_ptr<Trainable> make_sft() {
    Examples examples =
        encode_examples(materials_.train, materials_.player(), recipe_.sft.max_length);
    if (examples.difference)
      folder_.say(fmt::format("the chat template is {}: every answer is an example of its own",
                              examples.difference->text()));
    if (examples.too_long > 0)
      folder_.say(fmt::format("{} examples are longer than max_length = {} and left out",
                              examples.too_long, recipe_.sft.max_length));
    return std::make_unique<SftTrainer>(recipe_.trainer, recipe_.sft,
                                        SftParts{std::move(examples.examples), *learner_, *comm_},
                                        rng_);
  }

  std::unique_ptr<Trainable> make_rl() {
    algorithm_ = recipe_.algorithm.algorithm.make();
    rewards_ = std::make_unique<rewards::RewardSet>(recipe_.reward, recipe_.reward_rules,
                                                    rewards::RewardContext{materials_.train});
    const RlParts parts{materials_.train, materials_.player(), *algorithm_, *rewards_,
                        *learner_,        make_reference(),    *comm_};
    return std::make_unique<RlTrainer>(recipe_.trainer, recipe_.rl, parts, rng_);
  }

  // The policy as it was: beneath an adapter it is there anyway.
  std::function<episodes::TokenQuantities(const episodes::PolicyBatch&)> make_reference() {
    if (!algorithm_->needs_reference()) return {};
    if (learner_->has_base())
      return
          [this](const episodes::PolicyBatch& batch) { return learner_->evaluate_base(batch, {}); };
    reference_ = make_learner(recipe_, materials_);
    return [this](const episodes::PolicyBatch& batch) { return reference_->evaluate(batch, {}); };
  }

  LoopSettings settings() const {
    const std::string& best = recipe_.evaluation.metric_for_best_model;
    const auto* metric = metrics::catalog().find(best);
    const bool greater =
        metric == nullptr || metrics::catalog().make(best)->info().higher_is_better;
    return {recipe_.trainer, best, greater, recipe_.kind, recipe_.health};
  }

  LoopParts parts(Trainable& trainable) {
    LoopParts parts;
    parts.trainable = &trainable;
    parts.learner = learner_.get();
    parts.evaluate = [this](int64_t) {
      const auto result = evaluate_dev(recipe_, materials_, learner_->generator());
      evaluation::save(result, folder_.path());
      return result.scores();
    };
    parts.save_companions = [this](const Path& folder) {
      materials_.tokenizer.save(folder);
      materials_.chat.save(folder);
      keep_companions(recipe_, folder);
    };
    if (recipe_.kind == "rl") {
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
                          {"metric_for_best_model", recipe_.evaluation.metric_for_best_model},
                          {"best_metric", state.best_metric},
                          {"best_step", state.best_step},
                          {"best_checkpoint", best.string()}};
    folder_.write("summary.json", summary.dump(2) + "\n");
    folder_.say(fmt::format("done: best {} {:.4g} at step {}, {}",
                            recipe_.evaluation.metric_for_best_model, state.best_metric,
                            state.best_step, best.string()));
  }

  const Recipe& recipe_;
  std::optional<TrainerState> resumed_;
  // Read and made before the folder is: a mistake in the data leaves no half-made run behind.
  std::vector<std::string> early_;  // what was said meanwhile
  Materials materials_;
  std::unique_ptr<episodes::Learner> learner_;
  RunFolder folder_;
  std::unique_ptr<comm::Comm> comm_;
  Rng rng_;
  std::unique_ptr<episodes::Learner> reference_;
  std::unique_ptr<algorithms::Algorithm> algorithm_;
  std::unique_ptr<rewards::RewardSet> rewards_;
};

}  // namespace

Path train(const TrainRequest& request) {
  Run run(request);
  run.play();
  return request.recipe.output;
}

}  // namespace dragoman::training
