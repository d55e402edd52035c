// Passes without gradients over given tokens: the trainer's, as reference and old logprobs are
// computed, and the generator's, as `dragoman logprobs` does it.
#include "benchmarks/performance.h"
#include "benchmarks/sequences.h"
#include "benchmarks/subject.h"
#include "training/supervised.h"

namespace dragoman::benchmarks {
namespace {

struct LogprobsConfig {
  SubjectConfig subject;
  SequencesConfig sequences;
  double peak_gflops = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    subject.fields(visit);
    sequences.fields(visit);
    visit("peak_gflops", peak_gflops, kPeakHelp, config::at_least(0.0));
  }
  void validate(config::Problems& problems) const { subject.validate(problems); }
};

class Logprobs final : public Benchmark {
 public:
  explicit Logprobs(const LogprobsConfig& config)
      : config_(config), learner_(episodes::backend().make_learner(config.subject.source())) {
    const Rng root(static_cast<uint64_t>(config.subject.seed));
    Lengths lengths(config.sequences.lengths, root.derive("lengths"));
    const ModelFlops flops(config.subject.read());
    const int64_t vocabulary = learner_->generator().vocabulary_size();
    std::vector<training::Example> examples;
    for (const int64_t length : config.sequences.of_a_step(lengths)) {
      examples.push_back(
          random_example(length, vocabulary, root.derive("example", examples.size())));
      sequences_.push_back(examples.back().tokens);
      tokens_ += static_cast<double>(length);
      operations_ += flops.forward(0, length, length - 1);
    }
    std::vector<const training::Example*> all;
    for (const training::Example& example : examples) all.push_back(&example);
    const auto comm = comm::single_process();
    batches_ = training::pack_examples(all, {.completion_only_loss = false},
                                       config.sequences.max_tokens_per_batch, *comm);
  }

  std::vector<Case> cases() override {
    const auto evaluate = [this] {
      for (const episodes::PolicyBatch& batch : batches_) learner_->evaluate(batch, {});
    };
    return {
        {"trainer", "tokens", tokens_, evaluate},
        {"generator", "tokens", tokens_, [this] { learner_->generator().logprobs(sequences_); }},
        peak_.as_case()};
  }

  std::vector<Fact> facts(std::span<const Measurement> measured) override {
    std::vector<Fact> facts = {{"tokens", tokens_},
                               {"sequences", static_cast<double>(sequences_.size())}};
    if (const auto peak = peak_.of(*learner_, config_.peak_gflops)) {
      facts.push_back({"perf/peak_gflops", *peak / 1e9});
      for (const Measurement& one : measured.first(2))
        facts.push_back({"perf/mfu/" + one.name, one.median() * operations_ / tokens_ / *peak});
    }
    return facts;
  }

 private:
  LogprobsConfig config_;
  std::unique_ptr<episodes::Learner> learner_;
  std::vector<episodes::PolicyBatch> batches_;
  std::vector<std::vector<TokenId>> sequences_;
  GemmPeak peak_;
  double tokens_ = 0.0;
  double operations_ = 0.0;
};

}  // namespace

Entry logprobs() {
  return config::make_entry<Benchmark, Logprobs, LogprobsConfig>(
      "logprobs", "Logprobs of given tokens, by the trainer and by the generator.");
}

}  // namespace dragoman::benchmarks
