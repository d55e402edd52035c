// What slow tools cost a rollout: every episode calls one early, at a time of its own, and others
// decode on. Once with a tool that answers at once, once with one that takes its time; what is
// drawn is the same.
#include "benchmarks/benchmark.h"
#include "benchmarks/subject.h"
#include "config/recipe.h"
#include "rollouts/rollouts.h"
#include "tasks/catalog.h"
#include "text/bpe_trainer.h"
#include "worlds/rows.h"

namespace dragoman::benchmarks {
namespace {

constexpr TokenId kFirstEnd = 300;  // behind the tokenizer's own

struct ToolsConfig {
  SubjectConfig subject;
  int64_t prompts = 16;
  int64_t num_generations = 8;
  int64_t turn_tokens = 32;
  int64_t max_completion_length = 400;
  double latency = 0.05;

  template <class Visitor>
  void fields(Visitor& visit) {
    subject.fields(visit);
    visit("prompts", prompts, "different prompts", config::at_least(1));
    visit("num_generations", num_generations, "episodes of each", config::at_least(1));
    visit("turn_tokens", turn_tokens, "tokens that are drawn before a call ends, in the mean",
          config::at_least(1));
    visit("max_completion_length", max_completion_length,
          "tokens of an episode at most, the call and its result included", config::at_least(1));
    visit("latency", latency, "seconds that the tool takes", config::above(0.0));
  }

  void validate(config::Problems& problems) const { subject.validate(problems); }
};

tools::ToolPart translate(double latency) {
  config::Value root;
  root.data = config::Table{};
  config::apply_override(root, "--name=translate");
  config::apply_override(root, fmt::format("--latency={}", latency));
  return config::read<tools::ToolPart>(root);
}

class Tools final : public Benchmark {
 public:
  explicit Tools(const ToolsConfig& config)
      : config_(config),
        world_(worlds::catalog().make("agglutinative")),
        rows_(worlds::rows(*world_, {.count = config.prompts})),
        task_(tasks::catalog().make("translation")) {
    episodes::ModelSource source = config.subject.source();
    if (!source.config.is_null()) source.config["eos_token_id"] = end_tokens(source.config);
    generator_ = episodes::backend().make_generator(source);
    for (const double latency : {0.0, config.latency})
      uses_.push_back(std::make_unique<tools::ToolUse>(std::vector{translate(latency)}, section(),
                                                       tools::ToolContext{world_.get(), Rng(1), ""},
                                                       tokenizer_, chat_));
    for (size_t i = 0; i < rows_.size(); ++i)
      questions_.push_back(
          {&rows_[i], static_cast<int64_t>(i),
           std::vector(static_cast<size_t>(config.num_generations), call_of(rows_[i]))});
    for (const episodes::EpisodeGroup& group : play(*uses_.front()))
      for (const episodes::Episode& episode : group) {
        tokens_ += static_cast<double>(episode.sampled_count());
        calls_ += static_cast<double>(episode.calls.size());
      }
  }

  std::vector<Case> cases() override {
    return {{"at once", "new tokens", tokens_, [this] { play(*uses_[0]); }},
            {"slow", "new tokens", tokens_, [this] { play(*uses_[1]); }}};
  }

  std::vector<Fact> facts(std::span<const Measurement> measured) override {
    return {{"tools/calls", calls_},
            {"tools/lost_rate", 1.0 - measured[1].median() / measured[0].median()}};
  }

 private:
  // As many that a turn has its length in the mean.
  Json end_tokens(const Json& config) const {
    const auto size = config.at("vocab_size").get<int64_t>();
    Json ends = Json::array();
    for (int64_t id = kFirstEnd; id < size; id += config_.turn_tokens) ends.push_back(id);
    return ends;
  }

  static tools::ToolUseSection section() {
    tools::ToolUseSection section;
    section.describe = false;
    return section;
  }

  std::vector<TokenId> call_of(const data::Row& row) const {
    const Json call = {{"name", "translate"},
                       {"arguments", {{"text", row.source}, {"target", row.target_language}}}};
    return tokenizer_.encode("<tool_call>" + to_line(call) + "</tool_call>", false);
  }

  std::vector<episodes::EpisodeGroup> play(const tools::ToolUse& use) {
    rollouts::PlaySettings settings;
    settings.sampling.max_completion_length = config_.max_completion_length;
    settings.num_generations = config_.num_generations;
    return rollouts::play(*generator_, {*task_, tokenizer_, chat_, &use}, questions_, settings,
                          Rng(static_cast<uint64_t>(config_.subject.seed)));
  }

  ToolsConfig config_;
  std::unique_ptr<worlds::World> world_;
  std::vector<data::Row> rows_;
  std::unique_ptr<tasks::Task> task_;
  text::Tokenizer tokenizer_ = text::BpeTrainer(text::BpeTrainerConfig{}).train();  // of bytes
  templates::ChatTemplate chat_;
  std::unique_ptr<episodes::Generator> generator_;
  std::vector<std::unique_ptr<tools::ToolUse>> uses_;  // without latency, with it
  std::vector<rollouts::Question> questions_;
  double tokens_ = 0.0, calls_ = 0.0;
};

}  // namespace

Entry tools() {
  return config::make_entry<Benchmark, Tools, ToolsConfig>(
      "tools", "What a rollout loses to tools that take their time.");
}

}  // namespace dragoman::benchmarks
