// What stands around the measured steps: lengths, the arithmetic that is counted, and the facts.
#include <gtest/gtest.h>

#include <map>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "benchmarks/benchmark.h"
#include "benchmarks/lengths.h"
#include "benchmarks/subject.h"
#include "config/recipe.h"

namespace dragoman::benchmarks {
namespace {

TEST(Lengths, AreOneNumberOrDrawnFromARange) {
  Lengths fixed("48", Rng(1));
  EXPECT_EQ(fixed.next(), 48);
  Lengths range("4-6", Rng(1));
  std::vector<int64_t> seen(7, 0);
  for (int i = 0; i < 300; ++i) ++seen.at(static_cast<size_t>(range.next()));
  EXPECT_EQ(seen[0] + seen[1] + seen[2] + seen[3], 0);
  for (const size_t length : {4U, 5U, 6U}) EXPECT_GT(seen[length], 50);
}

TEST(Lengths, OfAFileComeInItsOrderAgainAndAgain) {
  const TemporaryFolder folder("dragoman-lengths");
  const Path file = folder.path() / "lengths.txt";
  write_file(file, "3\n9\n");
  Lengths lengths(file.string(), Rng(1));
  EXPECT_EQ(lengths.longest(), 9);
  for (const int64_t expected : {3, 9, 3, 9}) EXPECT_EQ(lengths.next(), expected);
}

std::string error_of(const std::string& lengths) {
  try {
    Lengths made(lengths, Rng(1));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Lengths, ThatAreNoneAreNamed) {
  const TemporaryFolder folder("dragoman-lengths");
  const Path file = folder.path() / "lengths.txt";
  write_file(file, "3\nnine\n");
  EXPECT_NE(error_of(file.string()).find("line 2: 'nine'"), std::string::npos);
  EXPECT_NE(error_of("0").find("no number"), std::string::npos);
  EXPECT_NE(error_of("9-4").find("above the second"), std::string::npos);
}

SubjectConfig small_model() {
  SubjectConfig config;
  config.model = "small";
  return config;
}

// hidden 512, 8 heads of 64, 4 of keys and values, inner 1536, 8 layers, vocabulary 16384.
constexpr double kLayers = 8.0 * 512 * (2 * 512 + 2 * 256 + 3 * 1536);
constexpr double kHead = 512.0 * 16384;

TEST(ModelFlops, CountMatricesTwiceAndPairsOfTokensFourTimes) {
  const ModelFlops flops(small_model().read());
  const double pairs = 8.0 * (1 + 2 + 3);  // of all layers
  EXPECT_DOUBLE_EQ(flops.forward(0, 3, 2), 2 * (3 * kLayers + 2 * kHead) + 4 * 512 * pairs);
  EXPECT_DOUBLE_EQ(flops.forward(0, 2, 2) + flops.forward(2, 3, 0), flops.forward(0, 3, 2));
  EXPECT_DOUBLE_EQ(flops.train(0, 3, 2), 3 * flops.forward(0, 3, 2));
}

TEST(ModelFlops, AskForNoGradientOfWeightsThatStay) {
  const ModelFlops flops(small_model().read());
  const double pairs = 8.0 * (1 + 2 + 3);
  EXPECT_DOUBLE_EQ(flops.train(0, 3, 2, 1000),
                   4 * (3 * kLayers + 2 * kHead) + 12 * 512 * pairs + 6 * 1000 * 3);
}

TEST(Subject, ReachesTheSizesOfQwen3) {
  SubjectConfig config;
  config.model = "qwen3-0.6b";
  const checkpoints::ModelConfig model = config.read();
  EXPECT_EQ(model.num_attention_heads, 16);
  EXPECT_EQ(model.num_key_value_heads, 8);
  EXPECT_EQ(model.query_size(), 2048);
  EXPECT_EQ(model.intermediate_size, 3072);
}

struct Section {
  config::Part<Benchmark> benchmark;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", benchmark, "what is measured", catalog());
  }
};

// `bench NAME OPTIONS`, ready to be measured.
std::unique_ptr<Benchmark> made(const std::string& name, const std::vector<std::string>& options) {
  config::Value root;
  root.data = config::Table{};
  config::apply_override(root, "--name=" + name);
  for (const std::string& option : options) config::apply_override(root, option);
  return config::read<Section>(root).benchmark.make();
}

// The message of what is wrong with these options.
std::string refusal(const std::string& name, const std::vector<std::string>& options) {
  try {
    made(name, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(BenchTrain, RefusesWhatItCannotMeasure) {
  EXPECT_NE(refusal("train", {"--lengths=200", "--tokens_per_step=100"}).find("does not hold one"),
            std::string::npos);
  EXPECT_NE(refusal("train", {"--lengths=1"}).find("predicts nothing"), std::string::npos);
  EXPECT_NE(refusal("train", {"--hidden_size=100"}).find("multiple of 64"), std::string::npos);
  EXPECT_NE(refusal("train", {"--model=somewhere", "--vocab_size=9"}).find("cannot be changed"),
            std::string::npos);
}

std::map<std::string, double> facts_of(const std::string& name,
                                       const std::vector<std::string>& options) {
  const auto benchmark = made(name, options);
  const auto measured = measure(benchmark->cases(), 1);
  std::map<std::string, double> facts;
  for (const Fact& fact : benchmark->facts(measured)) facts[fact.name] = fact.value;
  return facts;
}

TEST(BenchTrain, TellsItsPhasesAndItsShareOfThePeak) {
  auto facts = facts_of("train", {"--tokens_per_step=256"});
  for (const char* name : {"timing_s/forward", "timing_s/backward", "timing_s/optimizer",
                           "perf/mfu/actor", "perf/cpu_memory_used_gb", "perf/memory_plan_gb"})
    EXPECT_GT(facts[name], 0.0) << name;
  EXPECT_LE(facts["timing_s/forward"] + facts["timing_s/backward"], facts["timing_s/step"]);
}

TEST(BenchTrain, AdaptsRandomWeightsToo) {
  const auto whole = facts_of("train", {"--lengths=16", "--tokens_per_step=64"});
  const auto adapter =
      facts_of("train", {"--lengths=16", "--tokens_per_step=64", "--use_peft=true"});
  EXPECT_LT(adapter.at("flops_per_token"), whole.at("flops_per_token"));
}

TEST(BenchRl, RefusesWhatItCannotMeasure) {
  EXPECT_NE(refusal("rl", {"--reward=chrff"}).find("chrf"), std::string::npos);
  EXPECT_NE(refusal("rl", {"--lengths=0"}).find("no number"), std::string::npos);
  EXPECT_NE(refusal("rl", {"--hidden_size=100"}).find("multiple of 64"), std::string::npos);
}

TEST(BenchRl, DrawsCompletionsOfTheGivenLengths) {
  const TemporaryFolder folder("dragoman-lengths");
  const Path file = folder.path() / "lengths.txt";
  write_file(file, "2\n4\n6\n8\n");
  auto facts = facts_of("rl", {"--prompts=2", "--num_generations=2", "--prompt_tokens=7",
                               "--lengths=" + file.string()});
  EXPECT_EQ(facts["completions/mean_length"], 5.0);
  EXPECT_EQ(facts["num_tokens"], 4 * 7 + 2 + 4 + 6 + 8);
  for (const char* phase : {"gen", "ref", "update_actor"}) {
    EXPECT_GT(facts[std::string("timing_s/") + phase], 0.0) << phase;
    EXPECT_GT(facts[std::string("perf/mfu/") + phase], 0.0) << phase;
  }
  EXPECT_EQ(facts.count("timing_s/old_log_prob"), 0U);
}

TEST(BenchRl, MeasuresAllUpdatesOfARollout) {
  const auto facts =
      facts_of("rl", {"--prompts=2", "--num_generations=2", "--lengths=4", "--num_iterations=3"});
  EXPECT_GT(facts.at("timing_s/gen"), 0.0);
  EXPECT_GT(facts.at("timing_s/old_log_prob"), 0.0);
}

}  // namespace
}  // namespace dragoman::benchmarks
