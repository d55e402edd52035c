// Steps of supervised fine-tuning on random tokens: what `kind = "sft"` runs, from examples to new
// weights, without data, evaluation and checkpoints.
#include <fmt/format.h>

#include "base/temporary_folder.h"
#include "benchmarks/lengths.h"
#include "benchmarks/performance.h"
#include "benchmarks/subject.h"
#include "training/sft_step.h"

namespace dragoman::benchmarks {
namespace {

struct TrainConfig {
  SubjectConfig subject;
  TrainedConfig trained;
  std::string lengths = "4-128";
  int64_t tokens_per_step = 4096;
  int64_t steps = 1;
  int64_t max_tokens_per_batch = 8192;
  double peak_gflops = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    subject.fields(visit);
    trained.fields(visit);
    visit("lengths", lengths,
          "tokens of a sequence: a number, evenly drawn 4-128, or a file with one number a line");
    visit("tokens_per_step", tokens_per_step,
          "sequences are added to a step as long as they fit into so many tokens",
          config::at_least(2));
    visit("steps", steps, "optimizer steps of a round, each of other sequences",
          config::at_least(1));
    visit("max_tokens_per_batch", max_tokens_per_batch, "tokens of one forward pass",
          config::at_least(1));
    visit("peak_gflops", peak_gflops,
          "what the device can do in a second; 0: the CPU's is measured, a GPU's left out",
          config::at_least(0.0));
  }
  void validate(config::Problems& problems) const { subject.validate(problems); }
};

// Lengths of one step's sequences.
std::vector<int64_t> sequences_of_a_step(const TrainConfig& config, Lengths& lengths) {
  std::vector<int64_t> chosen;
  int64_t tokens = 0;
  for (int64_t length = lengths.next(); tokens + length <= config.tokens_per_step;
       length = lengths.next()) {
    chosen.push_back(length);
    tokens += length;
  }
  if (chosen.empty())
    throw_input("tokens_per_step {} does not hold one sequence of {}", config.tokens_per_step,
                lengths.longest());
  return chosen;
}

class Train final : public Benchmark {
 public:
  explicit Train(const TrainConfig& config)
      : config_(config),
        flops_(config.subject.read()),
        comm_(comm::single_process()),
        run_folder_("dragoman-bench"),
        run_(run_folder_.path(), std::nullopt) {
    episodes::ModelSource source = config.subject.source();
    config.trained.apply(source);
    learner_ = episodes::backend().make_learner(source);
    make_trainer();
  }

  std::vector<Case> cases() override {
    const Case steps{"train", "tokens", tokens_, [this] { train(); }};
    return {steps, peak_.as_case()};
  }

  std::vector<Fact> facts(std::span<const Measurement> measured) override {
    std::vector<Fact> facts = log_.timings();
    const double tokens_per_second = measured[0].median();
    facts.push_back({"tokens", tokens_ / static_cast<double>(config_.steps)});
    facts.push_back({"sequences", static_cast<double>(sequences_)});
    facts.push_back({"flops_per_token", operations_ / tokens_});
    const bool cpu = learner_->arithmetic().device == "CPU";
    const double peak = config_.peak_gflops > 0.0 ? config_.peak_gflops * 1e9
                        : cpu                     ? GemmPeak::of(measured[1])
                                                  : 0;
    if (peak > 0.0)
      facts.push_back({"perf/mfu/actor", tokens_per_second * operations_ / tokens_ / peak});
    facts.push_back(peak_memory(*learner_));
    return facts;
  }

 private:
  void make_trainer() {
    const Rng root(static_cast<uint64_t>(config_.subject.seed));
    Lengths lengths(config_.lengths, root.derive("lengths"));
    const std::vector<int64_t> first = sequences_of_a_step(config_, lengths);
    sequences_ = static_cast<int64_t>(first.size());
    std::vector<training::Example> examples;
    for (int64_t i = 0; i < sequences_ * config_.steps; ++i) {
      const int64_t length = i < sequences_ ? first[static_cast<size_t>(i)] : lengths.next();
      examples.push_back(example(length, root.derive("example", i)));
    }
    training::TrainingArguments arguments;
    arguments.learning_rate = 1e-4;
    arguments.lr_scheduler_type = "constant";
    arguments.per_device_train_batch_size = sequences_;
    arguments.max_tokens_per_batch = config_.max_tokens_per_batch;
    trainer_ = std::make_unique<training::SftTrainer>(
        arguments, training::SftArguments{.completion_only_loss = false},
        training::SftParts{std::move(examples), *learner_, *comm_}, root);
  }

  // Random tokens; counts what a step over them costs.
  training::Example example(int64_t length, Rng stream) {
    const auto vocabulary = static_cast<uint64_t>(learner_->generator().vocabulary_size());
    training::Example made;
    for (int64_t t = 0; t < length; ++t)
      made.tokens.push_back(static_cast<TokenId>(stream.below(vocabulary)));
    made.trained.assign(made.tokens.size(), 1);
    tokens_ += static_cast<double>(length);
    operations_ += flops_.train(0, length, length - 1,
                                config_.trained.use_peft ? learner_->trained_parameter_count() : 0);
    return made;
  }

  void train() {
    for (int64_t i = 0; i < config_.steps; ++i) log_.add(trainer_->step(step_++, run_));
  }

  TrainConfig config_;
  ModelFlops flops_;
  std::unique_ptr<comm::Comm> comm_;
  TemporaryFolder run_folder_;
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
