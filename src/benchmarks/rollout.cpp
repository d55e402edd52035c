// Completions drawn from a model of random weights, as a step of reinforcement learning draws them.
#include "base/error.h"
#include "benchmarks/benchmark.h"
#include "benchmarks/subject.h"

namespace dragoman::benchmarks {
namespace {

struct RolloutConfig {
  SubjectConfig subject;
  std::string quantization = "none";
  int64_t prompts = 16;
  int64_t num_generations = 8;
  int64_t prompt_tokens = 24;
  int64_t min_completion_length = 48;
  int64_t max_completion_length = 48;
  double temperature = 1.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    subject.fields(visit);
    visit("quantization", quantization, "of weights and rows", config::OneOf{{"none", "int8"}});
    visit("prompts", prompts, "different prompts", config::Range{1, 100000});
    visit("num_generations", num_generations, "completions of each", config::Range{1, 10000});
    visit("prompt_tokens", prompt_tokens, "random tokens of a prompt", config::Range{1, 100000});
    visit("min_completion_length", min_completion_length, "lengths are drawn evenly from here …",
          config::Range{1, 100000});
    visit("max_completion_length", max_completion_length, "… to here", config::Range{1, 100000});
    visit("temperature", temperature, "of the draws; 0 is greedy", config::at_least(0));
  }

  void validate(config::Problems& problems) const {
    subject.validate(problems);
    if (min_completion_length > max_completion_length)
      problems.add("min_completion_length", "is above max_completion_length");
  }
};

int64_t below(Rng& stream, int64_t end) {
  return static_cast<int64_t>(stream.below(static_cast<uint64_t>(end)));
}

class Rollout final : public Benchmark {
 public:
  explicit Rollout(const RolloutConfig& config) {
    episodes::ModelSource source = config.subject.source();
    source.quantization = config.quantization;
    generator_ = episodes::backend().make_generator(source);
    settings_.temperature = config.temperature;
    settings_.max_completion_length = config.max_completion_length;
    make_requests(config);
  }

  std::vector<Case> cases() override {
    return {
        {"rollout", "new tokens", tokens_, [this] { generator_->generate(requests_, settings_); }}};
  }

 private:
  // One request a completion where their lengths differ; else one a prompt.
  void make_requests(const RolloutConfig& config) {
    const Rng root(static_cast<uint64_t>(config.subject.seed));
    const bool equal = config.min_completion_length == config.max_completion_length;
    Rng lengths = root.derive("lengths");
    for (int64_t i = 0; i < config.prompts; ++i) {
      Rng stream = root.derive("prompt", i);
      std::vector<TokenId> prompt;
      for (int64_t t = 0; t < config.prompt_tokens; ++t)
        prompt.push_back(static_cast<TokenId>(below(stream, generator_->vocabulary_size())));
      for (int64_t k = 0; k < (equal ? 1 : config.num_generations); ++k) {
        const int64_t spread = config.max_completion_length - config.min_completion_length + 1;
        const int64_t length = config.min_completion_length + below(lengths, spread);
        const int64_t samples = equal ? config.num_generations : 1;
        requests_.push_back({prompt, samples, root.derive("request", i, k), length});
        tokens_ += static_cast<double>(length * samples);
      }
    }
  }

  std::unique_ptr<episodes::Generator> generator_;
  episodes::SamplingSettings settings_;
  std::vector<episodes::GenerationRequest> requests_;
  double tokens_ = 0.0;
};

}  // namespace

Entry rollout() {
  return config::make_entry<Benchmark, Rollout, RolloutConfig>(
      "rollout", "Completions drawn from a model, as reinforcement learning draws them.");
}

}  // namespace dragoman::benchmarks
