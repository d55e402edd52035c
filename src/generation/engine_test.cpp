// The engine through its tensor-free door: against recorded outputs of a real pretrained model, and
// against the trainer's own forward pass.
#include <gtest/gtest.h>

#include <map>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/parallel.h"
#include "episodes/backend.h"
#include "episodes/conversation.h"

namespace dragoman::episodes {
namespace {

Json tiny_config(const std::string& model_type) {
  return {{"model_type", model_type}, {"vocab_size", 97},       {"hidden_size", 32},
          {"intermediate_size", 48},  {"num_hidden_layers", 2}, {"num_attention_heads", 4},
          {"num_key_value_heads", 2}, {"head_dim", 8},          {"max_position_embeddings", 64},
          {"initializer_range", 0.3}, {"eos_token_id", 1}};
}

std::unique_ptr<Generator> tiny_generator(const std::string& model_type = "qwen3") {
  return backend().make_generator({"", tiny_config(model_type), 5, "float32"});
}

std::vector<GenerationRequest> some_requests(int64_t samples) {
  std::vector<GenerationRequest> requests;
  for (TokenId i = 0; i < 5; ++i) {
    std::vector<TokenId> prompt;
    for (TokenId j = 0; j <= 2 * i; ++j) prompt.push_back((7 * i + 3 * j) % 97);
    requests.push_back({prompt, samples, Rng(11).derive("request", i)});
  }
  return requests;
}

std::filesystem::path shared_folder() {
  const char* set = std::getenv("DRAGOMAN_SHARED");
  return set != nullptr ? set : std::filesystem::path(DRAGOMAN_SOURCE_FOLDER) / "../shared";
}

TEST(Engine, ReproducesTheRecordedOutputsOfStories260K) {
  const auto folder = shared_folder() / "data/weights-stories260k";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the stories260K weights are not here";
  const auto generator = backend().make_generator({folder / "hf", {}, 0, "float32"});
  LineReader lines(folder / "expected_greedy.jsonl");
  std::string line;
  int compared = 0;
  while (lines.next(line)) {
    const Json expected = parse_json(line, lines.where());
    const auto prompt = expected["prompt_ids"].get<std::vector<TokenId>>();
    const auto all = expected["output_ids"].get<std::vector<TokenId>>();  // prompt included
    const std::vector<TokenId> output(all.begin() + static_cast<int64_t>(prompt.size()), all.end());
    SamplingSettings greedy;
    greedy.temperature = 0.0;
    greedy.max_completion_length = static_cast<int64_t>(output.size());
    const GenerationRequest request{prompt, 1, Rng(0)};
    const auto completions = generator->generate({&request, 1}, greedy);
    EXPECT_EQ(completions[0][0].tokens, output);
    const auto logprobs = expected["logprob_per_token"].get<std::vector<double>>();  // from token 1
    for (size_t i = 0; i < output.size(); ++i, ++compared)
      EXPECT_NEAR(completions[0][0].logprobs[i], logprobs.at(prompt.size() - 1 + i), 1e-4);
  }
  EXPECT_GT(compared, 50);
}

// To the bit on the CPU; elsewhere sums may be made in another order.
void expect_same(const Completion& one, const Completion& other) {
  EXPECT_EQ(one.tokens, other.tokens);
  const bool exact = backend().describe().find("CUDA") == std::string::npos;
  for (size_t t = 0; t < std::min(one.logprobs.size(), other.logprobs.size()); ++t) {
    EXPECT_NEAR(one.logprobs[t], other.logprobs[t], exact ? 0.0 : 1e-5);
    EXPECT_NEAR(one.behaviour_logprobs[t], other.behaviour_logprobs[t], exact ? 0.0 : 1e-5);
  }
}

// The trainer's logprobs of a completion, by its own forward pass.
std::vector<float> trained_logprobs(Learner& learner, const std::vector<TokenId>& prompt,
                                    const Completion& completion, double temperature) {
  PolicyBatch batch;
  batch.temperature = static_cast<float>(temperature);
  batch.tokens = prompt;
  batch.tokens.insert(batch.tokens.end(), completion.tokens.begin(), completion.tokens.end());
  batch.cu_seqlens = {0, static_cast<int32_t>(batch.tokens.size())};
  batch.groups = {0};
  for (size_t t = 0; t < batch.tokens.size(); ++t) {
    batch.positions.push_back(static_cast<int32_t>(t));
    batch.predicted.push_back(t >= prompt.size());
  }
  const TokenQuantities quantities = learner.evaluate(batch, {});
  return {quantities.logprob.begin() + static_cast<int64_t>(prompt.size()),
          quantities.logprob.end()};
}

void expect_equal_logprobs(Learner& learner, double temperature) {
  // Completions are drawn from weights with the adapter's product added to them and rounded.
  const double near = learner.has_base() ? 2e-5 : 1e-5;
  SamplingSettings settings;
  settings.temperature = temperature;
  settings.max_completion_length = 20;
  const auto requests = some_requests(3);
  const auto completions = learner.generator().generate(requests, settings);
  for (size_t r = 0; r < requests.size(); ++r) {
    for (const Completion& completion : completions[r]) {
      const auto trained = trained_logprobs(learner, requests[r].prompt, completion, temperature);
      for (size_t i = 0; i < trained.size(); ++i)
        EXPECT_NEAR(trained[i], completion.behaviour_logprobs[i], near);
    }
  }
}

TEST(Engine, TellsOfEverySampleAsSoonAsItHasEnded) {
  const auto learner = backend().make_learner({"", tiny_config("llama"), 5, "float32"});
  auto requests = some_requests(3);
  std::map<std::pair<size_t, int64_t>, Completion> told;
  std::vector<size_t> lengths;
  for (size_t r = 0; r < requests.size(); ++r)
    requests[r].on_sample = [&, r](int64_t sample, const Completion& completion) {
      EXPECT_TRUE(told.emplace(std::pair(r, sample), completion).second);
      lengths.push_back(requests[r].prompt.size() + completion.tokens.size());
    };
  SamplingSettings settings;
  settings.max_completion_length = 200;
  const auto completions = learner->generator().generate(requests, settings);
  for (size_t r = 0; r < requests.size(); ++r)
    for (size_t sample = 0; sample < completions[r].size(); ++sample)
      EXPECT_EQ(told.at({r, static_cast<int64_t>(sample)}), completions[r][sample]);
  EXPECT_LT(lengths.front(), lengths.back());
}

TEST(Engine, TellsOfRequestsInTheOrderOfTheirEnds) {
  const auto learner = backend().make_learner({"", tiny_config("llama"), 5, "float32"});
  auto requests = some_requests(3);
  std::vector<size_t> ended;
  for (size_t r = 0; r < requests.size(); ++r) {
    requests[r].max_completion_length = static_cast<int64_t>(5 - r);
    if (r == 0) requests[r].beams.num_beams = 8;
    requests[r].on_end = [&, r](const std::vector<Completion>& all) {
      EXPECT_FALSE(all.empty());
      ended.push_back(r);
    };
  }
  learner->generator().generate(requests, {.temperature = 1.0});
  EXPECT_EQ(ended, (std::vector<size_t>{4, 3, 2, 1, 0}));
}

// A step of the optimizer that raises the likelihood of a few tokens; lr 0 moves nothing.
void train(Learner& learner, double learning_rate) {
  PolicyBatch batch;
  batch.tokens = {3, 9, 27, 81, 5, 11};
  batch.cu_seqlens = {0, 6};
  batch.groups = {0};
  batch.positions = {0, 1, 2, 3, 4, 5};
  batch.predicted = {false, true, true, true, true, true};
  learner.forward(batch, {});
  TokenQuantities gradients;
  gradients.logprob.assign(6, -0.2F);
  learner.backward(gradients);
  learner.update({.learning_rate = learning_rate});
}

TEST(Engine, FollowsEveryUpdateOfAnAdapter) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "dragoman_adapter_base";
  std::filesystem::create_directories(folder);
  backend().make_learner({"", tiny_config("llama"), 5, "float32"})->save_model(folder);
  ModelSource source{folder, {}, 5, "float32"};
  source.lora = {4, 8.0, 0.0, false, {"all-linear"}, {"lm_head"}};
  const auto learner = backend().make_learner(source);
  const auto before = learner->generator().generate(some_requests(2), {});
  for (int step = 0; step < 20; ++step) {
    train(*learner, 1e-3);
    if (step % 5 == 0) expect_equal_logprobs(*learner, 1.0);
  }
  EXPECT_NE(learner->generator().generate(some_requests(2), {})[0][0].logprobs,
            before[0][0].logprobs);
}

TEST(Engine, GivesTheSameInAnyOrderAndOnAnyNumberOfThreads) {
  const auto requests = some_requests(9);
  const auto expected = tiny_generator()->generate(requests, {});
  const std::vector<GenerationRequest> reversed(requests.rbegin(), requests.rend());
  const int64_t threads = thread_count();
  for (const int64_t count : {1, 2, 3}) {
    set_thread_count(count);
    const auto completions = tiny_generator()->generate(reversed, {});
    for (size_t i = 0; i < requests.size(); ++i)
      for (size_t sample = 0; sample < 9; ++sample)
        expect_same(completions[requests.size() - 1 - i][sample], expected[i][sample]);
  }
  set_thread_count(threads);
}

TEST(Engine, LogprobsOfASequenceDoNotDependOnItsNeighbours) {
  const auto generator = tiny_generator();
  const std::vector<std::vector<TokenId>> sequences{{3, 4, 5, 6}, {9}, {1, 2, 3, 4, 5, 6, 7, 8}};
  const auto together = generator->logprobs(sequences);
  for (size_t i = 0; i < sequences.size(); ++i) {
    const auto alone = generator->logprobs({&sequences[i], 1});
    ASSERT_EQ(together[i].size(), sequences[i].size());
    EXPECT_TRUE(std::isnan(together[i][0]));
    for (size_t t = 1; t < sequences[i].size(); ++t) EXPECT_NEAR(together[i][t], alone[0][t], 1e-5);
  }
}

TEST(Engine, SamplesTokensAsOftenAsTheModelSays) {
  const auto generator = tiny_generator();
  SamplingSettings settings;
  settings.max_completion_length = 1;
  const GenerationRequest request{{3, 1, 4}, 20000, Rng(2)};
  const auto completions = generator->generate({&request, 1}, settings);
  std::map<TokenId, int> counts;
  std::map<TokenId, double> probability;
  for (const Completion& completion : completions[0]) {
    ++counts[completion.tokens[0]];
    probability[completion.tokens[0]] = std::exp(double{completion.logprobs[0]});
  }
  double chi_square = 0.0;
  int cells = 0;
  for (const auto& [token, count] : counts) {
    const double expected = 20000 * probability[token];
    if (expected < 20) continue;
    chi_square += (count - expected) * (count - expected) / expected;
    ++cells;
  }
  EXPECT_LT(chi_square, cells + 4.0 * std::sqrt(2.0 * cells));
}

TEST(Engine, ManyPromptsGiveWhatEachGivesAlone) {
  const auto generator = tiny_generator();
  std::vector<GenerationRequest> requests;  // more than is computed at once
  for (TokenId i = 0; i < 300; ++i) {
    std::vector<TokenId> prompt;
    for (TokenId j = 0; j < 40 + i % 20; ++j) prompt.push_back((i + 5 * j) % 97);
    requests.push_back({prompt, 1, Rng(i)});
  }
  SamplingSettings settings;
  settings.max_completion_length = 4;
  const auto together = generator->generate(requests, settings);
  for (const size_t i : {size_t{0}, size_t{19}, size_t{151}, size_t{299}}) {
    const auto alone = generator->generate({&requests[i], 1}, settings);
    expect_same(alone[0][0], together[i][0]);
  }
}

TEST(Engine, RefusesIdsThatTheModelDoesNotHave) {
  const auto generator = tiny_generator();
  using Sequences = std::vector<std::vector<TokenId>>;
  for (const Sequences& sequences : {Sequences{{3, 97}}, Sequences{{-1}}, Sequences{{}},
                                     Sequences{std::vector<TokenId>(65, 3)}}) {
    EXPECT_THROW(generator->logprobs(sequences), Error);
    const GenerationRequest request{sequences[0], 1, Rng(0)};
    EXPECT_THROW(generator->generate({&request, 1}, {}), Error);
  }
}

TEST(Engine, RefusesAPromptThatLeavesNoRoom) {
  const auto generator = tiny_generator();
  const GenerationRequest request{std::vector<TokenId>(64, 3), 1, Rng(0)};
  EXPECT_THROW(generator->generate({&request, 1}, {}), Error);
}

TEST(Engine, RefusesForcedTokensThatLeaveNothingToDraw) {
  const auto generator = tiny_generator();
  GenerationRequest request{{3, 4}, 2, Rng(0)};
  for (const auto& forced : {std::vector<TokenId>(8, 3), std::vector<TokenId>{3, 97}}) {
    request.forced = {{}, forced};
    EXPECT_THROW(generator->generate({&request, 1}, {.max_completion_length = 8}), Error);
  }
  request.forced = {{}, std::vector<TokenId>(7, 3)};
  EXPECT_EQ(generator->generate({&request, 1}, {.max_completion_length = 8})[0][1].tokens.size(),
            8U);
}

// After whatever a conversation throws the engine is as before.
TEST(Engine, SurvivesAConversationThatFails) {
  class Broken final : public Conversation {
   public:
    Reply reply(const Turn&) override { throw_failure("the tool is on fire"); }
  } broken;
  const auto learner = backend().make_learner({"", tiny_config("qwen3"), 5, "float32"});
  auto requests = some_requests(4);
  const auto expected = learner->generator().generate(requests, {});
  for (GenerationRequest& request : requests) request.conversation = &broken;
  EXPECT_THROW(learner->generator().generate(requests, {}), Error);
  for (GenerationRequest& request : requests) request.conversation = nullptr;
  EXPECT_EQ(learner->generator().generate(requests, {}), expected);
}

}  // namespace
}  // namespace dragoman::episodes
