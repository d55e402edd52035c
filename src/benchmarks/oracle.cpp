// What a desk adds to a teacher's own time: the drafts of a rollout, asked of a teacher that does
// nothing but take its time, and asked again of the cache.
#include <chrono>
#include <memory>
#include <thread>

#include "base/temporary_folder.h"
#include "benchmarks/benchmark.h"
#include "oracles/desk.h"

namespace dragoman::benchmarks {
namespace {

using oracles::Answer;
using oracles::Ask;
using oracles::Question;

struct OracleConfig {
  int64_t prompts = 64;
  int64_t num_generations = 8;
  double latency = 0.2;
  int64_t concurrency = 64;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("prompts", prompts, "sources of a rollout", config::at_least(1));
    visit("num_generations", num_generations, "drafts of each", config::at_least(1));
    visit("latency", latency, "seconds that the teacher takes for one", config::at_least(0.0));
    visit("concurrency", concurrency, "drafts that it takes at the same time", config::at_least(1));
  }
};

class Sleeper final : public oracles::Oracle {
 public:
  explicit Sleeper(const OracleConfig& config) : config_(config) {}

  std::string identity(const Question&) const override { return "sleeper"; }
  bool answers(Ask) const override { return true; }
  int64_t workers() const override { return config_.concurrency; }
  int64_t batch_size() const override { return 1; }
  bool is_dear() const override { return true; }

  std::vector<Answer> answer(std::span<const Question> questions) override {
    std::this_thread::sleep_for(std::chrono::duration<double>(config_.latency));
    Answer answer;
    answer.text = questions.front().draft;
    return {answer};
  }

 private:
  OracleConfig config_;
};

class OracleBenchmark final : public Benchmark {
 public:
  explicit OracleBenchmark(const OracleConfig& config)
      : config_(config),
        cache_(std::make_shared<oracles::Cache>(folder_.path() / oracles::kOracleFile)),
        desk_(std::make_unique<Sleeper>(config), cache_, nullptr) {
    row_.source = "a source";
  }

  std::vector<Case> cases() override {
    const auto amount = static_cast<double>(config_.prompts * config_.num_generations);
    return {{"asked", "drafts", amount, [this] { ask(++rollouts_); }},
            {"cached", "drafts", amount, [this] { ask(rollouts_); }}};
  }

 private:
  void ask(int64_t rollout) {
    std::vector<Question> questions;
    for (int64_t i = 0; i < config_.prompts * config_.num_generations; ++i)
      questions.push_back({Ask::kRefine, &row_, std::to_string(rollout) + " " + std::to_string(i)});
    for (const Question& question : questions) desk_.begin(question);
    desk_.collect(questions);
    desk_.close_round(0);
  }

  OracleConfig config_;
  TemporaryFolder folder_{"dragoman-bench"};
  data::Row row_;
  std::shared_ptr<oracles::Cache> cache_;
  oracles::Desk desk_;
  int64_t rollouts_ = 0;
};

}  // namespace

Entry oracle() {
  return config::make_entry<Benchmark, OracleBenchmark, OracleConfig>(
      "oracle", "Drafts a second through a desk, before a teacher that only takes its time.");
}

}  // namespace dragoman::benchmarks
