// Steps of supervised fine-tuning on random tokens: what `kind = "sft"` runs, from examples to new
// weights, without data, evaluation and checkpoints.
#include <algorithm>

#include "base/temporary_folder.h"
#include "benchmarks/performance.h"
#include "benchmarks/sequences.h"
#include "benchmarks/subject.h"
#include "training/materials.h"
#include "training/sft_step.h"

namespace dragoman::benchmarks {
namespace {

struct TrainConfig {
  SubjectConfig subject;
  TrainedConfig trained;
  SequencesConfig sequences;
  int64_t steps = 1;
  double peak_gflops = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    subject.fields(visit);
    trained.fields(visit);
    sequences.fields(visit);
    visit("steps", steps, "optimizer steps of a round, each of other sequences",
          config::at_least(1));
    visit("peak_gflops", peak_gflops, kPeakHelp, config::at_least(0.0));
  }
  void validate(config::Problems& problems) const { subject.validate(problems); }
};

class Train final : public Benchmark {
 public:
  explicit Train(const TrainConfig& config)
      : config_(config),
        model_(config.subject.read()),
        flops_(model_),
        recipe_(recipe_of("sft", config.subject, config.trained)),
        comm_(comm::single_process()),
        folder_("dragoman-bench"),
        run_(folder_.path() / "run", std::nullopt) {
    episodes::ModelSource source = config.subject.source();
    if (config.trained.use_peft) {
      source.folder = checkpoint_of(config.subject, folder_.path());
      source.config = nullptr;
    }
    source.lora = recipe_.model.lora();
    source.learner = training::learner_settings(recipe_);
    learner_ = episodes::backend().make_learner(source);
    make_trainer();
  }

  std::vector<Case> cases() override {
    return {{"train", "tokens", tokens_, [this] { train(); }}, peak_.as_case()};
  }

  std::vector<Fact> facts(std::span<const Measurement> measured) override {
    std::vector<Fact> facts = log_.timings();
    facts.push_back({"tokens", tokens_ / static_cast<double>(config_.steps)});
    facts.push_back({"sequences", static_cast<double>(sequences_)});
    facts.push_back({"flops", operations_ / static_cast<double>(config_.steps)});
    facts.push_back({"flops_per_token", operations_ / tokens_});
    if (const auto peak = peak_.of(*learner_, config_.peak_gflops)) {
      facts.push_back({"perf/peak_gflops", *peak / 1e9});
      facts.push_back({"perf/mfu/actor", measured[0].median() * operations_ / tokens_ / *peak});
    }
    training::Recipe planned = recipe_;
    planned.trainer.max_tokens_per_batch =
        std::min(config_.sequences.max_tokens_per_batch, config_.sequences.tokens_per_step);
    for (Fact& fact : memory_facts(*learner_, planned, model_)) facts.push_back(std::move(fact));
    return facts;
  }

 private:
  void make_trainer() {
    const Rng root(static_cast<uint64_t>(config_.subject.seed));
    Lengths lengths(config_.sequences.lengths, root.derive("lengths"));
    std::vector<int64_t> drawn = config_.sequences.of_a_step(lengths);
    sequences_ = static_cast<int64_t>(drawn.size());
    while (static_cast<int64_t>(drawn.size()) < sequences_ * config_.steps)
      drawn.push_back(lengths.next());
    std::vector<training::Example> examples;
    for (const int64_t length : drawn) {
      const Rng stream = root.derive("example", examples.size());
      examples.push_back(random_example(length, model_.vocab_size, stream));
      count(length);
    }
    recipe_.trainer.per_device_train_batch_size = sequences_;
    recipe_.trainer.max_tokens_per_batch = config_.sequences.max_tokens_per_batch;
    trainer_ = std::make_unique<training::SftTrainer>(
        recipe_.trainer, training::SftArguments{.completion_only_loss = false},
        training::SftParts{std::move(examples), *learner_, *comm_}, root);
  }

  void count(int64_t length) {
    tokens_ += static_cast<double>(length);
    operations_ += flops_.train(0, length, length - 1,
                                config_.trained.use_peft ? learner_->trained_parameter_count() : 0);
  }

  void train() {
    for (int64_t i = 0; i < config_.steps; ++i) log_.add(trainer_->step(step_++, run_));
  }

  TrainConfig config_;
  checkpoints::ModelConfig model_;
  ModelFlops flops_;
  training::Recipe recipe_;
  std::unique_ptr<comm::Comm> comm_;
  TemporaryFolder folder_;
  training::RunFolder run_;
  std::unique_ptr<episodes::Learner> learner_;
  std::unique_ptr<training::SftTrainer> trainer_;
  GemmPeak peak_;
  StepLog log_;
  int64_t step_ = 0;
  int64_t sequences_ = 0;    // of a step
  double tokens_ = 0.0;      // of a round
  double operations_ = 0.0;  // of a round
};

}  // namespace

Entry train() {
  return config::make_entry<Benchmark, Train, TrainConfig>(
      "train", "Steps of supervised fine-tuning, with their share of what the CPU can do.");
}

}  // namespace dragoman::benchmarks
