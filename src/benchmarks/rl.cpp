// Whole steps of reinforcement learning: draw, judge, recall the reference, learn. What
// `kind = "rl"` runs, with random prompts and with completions of given lengths.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/temporary_folder.h"
#include "benchmarks/letters.h"
#include "benchmarks/performance.h"
#include "benchmarks/steered_generator.h"
#include "benchmarks/subject.h"
#include "config/recipe.h"
#include "training/kind.h"

namespace dragoman::benchmarks {
namespace {

struct RlConfig {
  SubjectConfig subject;
  TrainedConfig trained;
  config::Part<algorithms::Algorithm> algorithm = config::preset(algorithms::catalog(), "grpo");
  std::string reward = "chrf";
  int64_t prompts = 4;
  int64_t num_generations = 8;
  int64_t prompt_tokens = 24;
  std::string lengths = "48";
  int64_t max_tokens_per_batch = 8192;
  std::string quantization = "none";
  double peak_gflops = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    subject.fields(visit);
    trained.fields(visit);
    visit("algorithm", algorithm, "which algorithm; its options are options here",
          algorithms::catalog());
    visit("reward", reward, "what judges, without options");
    visit("prompts", prompts, "different prompts of a step", config::Range{1, 100000});
    visit("num_generations", num_generations, "completions of each", config::Range{1, 4096});
    visit("prompt_tokens", prompt_tokens, "random tokens of a prompt", config::Range{1, 100000});
    visit("lengths", lengths,
          "tokens of a completion: a number, evenly drawn 4-128, or a file with one number a line");
    visit("max_tokens_per_batch", max_tokens_per_batch, "tokens of one forward pass",
          config::at_least(1));
    visit("quantization", quantization, "of the weights that draw",
          config::OneOf{{"none", "int8"}});
    visit("peak_gflops", peak_gflops, kPeakHelp, config::at_least(0.0));
  }
  void validate(config::Problems& problems) const { subject.validate(problems); }
};

training::Recipe recipe_of(const RlConfig& config, const Path& checkpoint, int64_t longest) {
  training::Recipe recipe = recipe_of("rl", config.subject, config.trained);
  recipe.model.checkpoint = checkpoint;
  const int64_t completions = config.prompts * config.num_generations;
  recipe.trainer.per_device_train_batch_size = completions;
  recipe.trainer.max_tokens_per_batch =
      std::min(config.max_tokens_per_batch, completions * (config.prompt_tokens + longest));
  recipe.rl.num_generations = config.num_generations;
  recipe.rl.sampling.max_completion_length = longest;
  recipe.rl.log_episodes_steps = 0;
  recipe.rl.quantization = config.quantization;
  recipe.algorithm.algorithm = config.algorithm;
  rewards::RewardPart reward;
  reward.reward = rewards::Part(rewards::catalog().at(config.reward));
  recipe.reward.push_back(std::move(reward));
  return recipe;
}

// Floating point operations of a step's phases. A prompt counts once for all of its completions.
struct StepFlops {
  double gen = 0.0, look = 0.0, update = 0.0;
};

class Rl final : public Benchmark {
 public:
  explicit Rl(const RlConfig& config)
      : config_(config),
        folder_("dragoman-bench"),
        checkpoint_(checkpoint_of(config.subject, folder_.path())),
        model_(config.subject.read()),
        recipe_(recipe_of(config, checkpoint_, lengths().longest())),
        flops_(model_),
        comm_(comm::single_process()),
        run_(folder_.path() / "run", std::nullopt) {
    // What ends a completion is its length alone.
    if (!model_.eos_token_ids.empty())
      recipe_.rl.sampling.min_new_tokens = recipe_.rl.sampling.max_completion_length;
    materials_.emplace(
        training::Materials{{},
                            {},
                            letters_rows(config.prompts, config.prompt_tokens, root()),
                            {},
                            {},
                            letters_task(),
                            letters_tokenizer(model_.vocab_size),
                            {},
                            {}});
    learner_ = training::make_learner(recipe_, *materials_, training::learner_settings(recipe_));
    sampler_.emplace(learner_->sampler(), lengths());
    trainer_ = training::find_kind("rl").make({recipe_, *materials_, *learner_, *comm_, run_.path(),
                                               [](const std::string&) {}, &*sampler_});
  }

  std::vector<Case> cases() override {
    const auto completions = static_cast<double>(config_.prompts * config_.num_generations);
    return {{"rl", "completions", completions, [this] { step(); }}, peak_.as_case()};
  }

  std::vector<Fact> facts(std::span<const Measurement>) override {
    std::vector<Fact> facts = log_.timings();
    facts.push_back({"num_tokens", log_.median("num_tokens")});
    facts.push_back({"completions/mean_length", log_.median("completions/mean_length")});
    facts.push_back({"flops", log_.median("flops/step")});
    facts.push_back({"perf/throughput", log_.rate("num_tokens", "step")});
    if (const auto peak = peak_.of(*learner_, config_.peak_gflops)) {
      facts.push_back({"perf/peak_gflops", *peak / 1e9});
      for (const char* phase : {"gen", "old_log_prob", "ref", "update_actor", "step"})
        if (const double rate = log_.rate(std::string("flops/") + phase, phase); rate > 0.0)
          facts.push_back({std::string("perf/mfu/") + phase, rate / *peak});
    }
    for (Fact& fact : memory_facts(*learner_, recipe_, model_)) facts.push_back(std::move(fact));
    return facts;
  }

 private:
  Rng root() const { return Rng(static_cast<uint64_t>(config_.subject.seed)); }
  Lengths lengths() const { return {config_.lengths, root().derive("lengths")}; }

  // All optimizer steps that learn from one rollout.
  void step() {
    Json report = trainer_->step(step_++, run_);
    const int64_t updates = trainer_->granularity();
    for (int64_t i = 1; i < updates; ++i) {
      const Json further = trainer_->step(step_++, run_);
      for (const auto& [name, value] : further.items())
        if (name.starts_with("timing_s/"))
          report[name] = report.value(name, 0.0) + value.get<double>();
    }
    const StepFlops flops = flops_of(sampler_->last());
    double all = 0.0;
    const auto add = [&](const std::string& phase, double operations) {
      if (!report.contains("timing_s/" + phase)) return;
      report["flops/" + phase] = operations;
      all += operations;
    };
    add("gen", flops.gen);
    add("old_log_prob", flops.look);
    add("ref", flops.look);
    add("update_actor", flops.update * static_cast<double>(updates));
    report["flops/step"] = all;
    log_.add(std::move(report));
  }

  StepFlops flops_of(const std::vector<SteeredGenerator::Played>& groups) const {
    const int64_t adapter = config_.trained.use_peft ? learner_->trained_parameter_count() : 0;
    StepFlops sum;
    for (const auto& [prompt, completions] : groups) {
      sum.gen += flops_.forward(0, prompt, 1);
      sum.look += flops_.forward(0, prompt, 0);
      sum.update += flops_.train(0, prompt, 0, adapter);
      for (const int64_t length : completions) {
        const int64_t end = prompt + length;
        sum.gen += flops_.forward(prompt, end, length);
        sum.look += flops_.forward(prompt, end, length);
        sum.update += flops_.train(prompt, end, length, adapter);
      }
    }
    return sum;
  }

  RlConfig config_;
  TemporaryFolder folder_;
  Path checkpoint_;
  checkpoints::ModelConfig model_;
  training::Recipe recipe_;
  ModelFlops flops_;
  std::unique_ptr<comm::Comm> comm_;
  training::RunFolder run_;
  std::optional<training::Materials> materials_;
  std::unique_ptr<episodes::Learner> learner_;
  std::optional<SteeredGenerator> sampler_;
  std::unique_ptr<training::Trainable> trainer_;
  GemmPeak peak_;
  StepLog log_;
  int64_t step_ = 0;
};

}  // namespace

Entry rl() {
  return config::make_entry<Benchmark, Rl, RlConfig>(
      "rl", "Whole steps of reinforcement learning: draw, judge, recall the reference, learn.");
}

}  // namespace dragoman::benchmarks
