// What holds for every family of models and both decoders: tokens are drawn from the distribution
// that the trainer sees, and neither neighbours nor memory change them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "episodes/conversation.h"
#include "generation/engines_for_tests.h"

namespace dragoman::generation {
namespace {

using episodes::Completion;
using episodes::GenerationRequest;
using episodes::SamplingSettings;
using Completions = std::vector<std::vector<Completion>>;

class EngineLaws : public testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<episodes::Learner> learner(const std::string& family) const {
    return learner_of(GetParam(), nn::tiny_config(family));
  }
};

// The trainer's logprobs of a completion's sampled tokens, by its own forward pass.
std::vector<float> trained_logprobs(episodes::Learner& learner, const GenerationRequest& request,
                                    const Completion& completion, double temperature) {
  std::vector<TokenId> tokens = request.prompt;
  tokens.insert(tokens.end(), completion.tokens.begin(), completion.tokens.end());
  episodes::PolicyBatch batch = nn::pack({tokens});
  batch.temperature = static_cast<float>(temperature);
  const std::vector<float> all = learner.evaluate(batch, {}).logprob;
  const auto begin = all.begin() + static_cast<int64_t>(request.prompt.size());
  std::vector<float> sampled;
  for (const episodes::Span& span : completion.spans)
    if (span.kind == episodes::SpanKind::kSampled)
      sampled.insert(sampled.end(), begin + span.begin, begin + span.end);
  return sampled;
}

// Mean distance between what the engine recorded and what the trainer computes.
double mean_mismatch(episodes::Learner& learner, const std::vector<GenerationRequest>& requests,
                     const SamplingSettings& settings) {
  const Completions completions = learner.generator().generate(requests, settings);
  double sum = 0.0, count = 0.0;
  for (size_t r = 0; r < requests.size(); ++r) {
    for (const Completion& completion : completions[r]) {
      const auto trained = trained_logprobs(learner, requests[r], completion, settings.temperature);
      EXPECT_EQ(trained.size(), completion.behaviour_logprobs.size());
      for (size_t i = 0; i < trained.size(); ++i, ++count)
        sum += std::abs(double{trained[i]} - completion.behaviour_logprobs[i]);
    }
  }
  return sum / count;
}

double mean_mismatch(episodes::Learner& learner, double temperature) {
  return mean_mismatch(learner, some_requests(6, 2),
                       {.temperature = temperature, .max_completion_length = 20});
}

TEST_P(EngineLaws, BehaviourLogprobsAreTheTrainersAtAnyTemperature) {
  for (const std::string& family : all_families()) {
    const auto one = learner(family);
    for (const double temperature : {0.7, 1.0, 1.3})
      EXPECT_LE(mean_mismatch(*one, temperature), GetParam().mismatch) << family;
  }
}

TEST_P(EngineLaws, TheyStayTheTrainersOverFiftyUpdates) {
  for (const std::string& family : all_families()) {
    const auto one = learner(family);
    for (uint64_t step = 0; step < 50; ++step) train(*one, 1e-3, step);
    EXPECT_LE(mean_mismatch(*one, 1.0), GetParam().mismatch) << family;
  }
}

TEST_P(EngineLaws, UpdatesWithoutALearningRateChangeNoBit) {
  const auto requests = some_requests(5, 2);
  for (const std::string& family : all_families()) {
    const auto one = learner(family);
    const Completions before = one->generator().generate(requests, {});
    for (uint64_t step = 0; step < 50; ++step) train(*one, 0.0, step);
    EXPECT_EQ(one->generator().generate(requests, {}), before) << family;
  }
}

TEST_P(EngineLaws, CachedDecodingIsTheFullForwardPass) {
  for (const std::string& family : all_families()) {
    const auto one = learner(family);
    const auto requests = some_requests(6, 2, 23);
    const Completions completions = one->generator().generate(requests, {});
    for (size_t r = 0; r < requests.size(); ++r) {
      for (const Completion& completion : completions[r]) {
        const auto full = trained_logprobs(*one, requests[r], completion, 1.0);
        for (size_t i = 0; i < full.size(); ++i)
          EXPECT_NEAR(completion.logprobs[i], full[i], 20.0 * GetParam().mismatch) << family;
      }
    }
  }
}

// Answers every turn with tokens that its words decide.
class Echo final : public episodes::Conversation {
 public:
  episodes::Reply reply(const episodes::Turn& turn) override {
    episodes::Reply reply{episodes::Reply::Kind::kTokens};
    const TokenId last = turn.completion.tokens.back();
    for (TokenId i = 0; i < 1 + turn.request % 5; ++i) reply.tokens.push_back((last + 7 * i) % 61);
    ++replies;
    return reply;
  }

  int replies = 0;
};

TEST_P(EngineLaws, RepliesAndForcedTokensAreSeenLikeAnyOthers) {
  for (const std::string& family : all_families()) {
    const auto one = learner_of(
        GetParam(), nn::tiny_config(family, {{"eos_token_id", {1, 7, 9, 20, 30, 31, 40}}}));
    Echo echo;
    auto requests = some_requests(8, 3, 29);
    for (GenerationRequest& request : requests) {
      request.conversation = &echo;
      request.forced = {{}, {1, 2}, {30, 9, 9, 9}};
    }
    EXPECT_LE(mean_mismatch(*one, requests, {.max_completion_length = 24}), GetParam().mismatch)
        << family;
    EXPECT_GT(echo.replies, 10);
  }
}

// What is drawn, that is; elsewhere than in the kernels sums may round otherwise.
TEST_P(EngineLaws, NeighboursChangeNothing) {
  if (GetParam().compute != at::kFloat) return;  // one rounded bit more draws another token
  const auto requests = some_requests(12, 2, 31);
  for (const std::string& family : all_families()) {
    const auto one = learner(family);
    const Completions together = one->generator().generate(requests, {});
    for (size_t i = 0; i < requests.size(); ++i) {
      const Completions alone = one->generator().generate({&requests[i], 1}, {});
      for (size_t sample = 0; sample < 2; ++sample) {
        const Completion &a = alone[0][sample], &b = together[i][sample];
        ASSERT_EQ(a.tokens, b.tokens) << family;
        for (size_t t = 0; t < a.logprobs.size(); ++t)
          EXPECT_NEAR(a.logprobs[t], b.logprobs[t], GetParam().exact ? 0.0 : 1e-5);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Decoders, EngineLaws, testing::ValuesIn(all_kinds()),
                         [](const auto& info) { return std::string(info.param.name); });

// What follows is the kernels' own: to the bit.
class BatchInvariance : public testing::TestWithParam<std::tuple<Kind, std::string>> {
 protected:
  std::unique_ptr<episodes::Learner> learner(const Json& changes = Json::object()) const {
    return learner_of(std::get<0>(GetParam()), nn::tiny_config(std::get<1>(GetParam()), changes));
  }
};

std::vector<Kind> exact_kinds() {
  std::vector<Kind> kinds;
  for (const Kind& kind : all_kinds())
    if (kind.exact) kinds.push_back(kind);
  return kinds;
}

TEST_P(BatchInvariance, OneRequestSixteenAndAnyOrderGiveTheSameBits) {
  const auto one = learner();
  auto requests = some_requests(16, 2);
  const Completions together = one->generator().generate(requests, {});
  for (size_t i = 0; i < requests.size(); ++i)
    EXPECT_EQ(one->generator().generate({&requests[i], 1}, {})[0], together[i]);
  std::vector<size_t> order(requests.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  Rng(4).shuffle(order);
  std::vector<GenerationRequest> shuffled;
  for (const size_t i : order) shuffled.push_back(requests[i]);
  const Completions again = one->generator().generate(shuffled, {});
  for (size_t i = 0; i < order.size(); ++i) EXPECT_EQ(again[i], together[order[i]]);
}

TEST_P(BatchInvariance, GivenSequencesScoreAsTheyDidWhenTheyWereDrawn) {
  const auto one = learner();
  const auto requests = some_requests(16, 2);
  const Completions drawn = one->generator().generate(requests, {});
  std::vector<std::vector<TokenId>> sequences;
  for (size_t r = 0; r < requests.size(); ++r) {
    for (const Completion& completion : drawn[r]) {
      sequences.push_back(requests[r].prompt);
      sequences.back().insert(sequences.back().end(), completion.tokens.begin(),
                              completion.tokens.end());
    }
  }
  const auto scored = one->generator().logprobs(sequences);
  for (size_t i = 0; i < sequences.size(); ++i) {
    const auto begin = static_cast<int64_t>(requests[i / 2].prompt.size());
    EXPECT_EQ(std::vector<float>(scored[i].begin() + begin, scored[i].end()),
              drawn[i / 2][i % 2].logprobs);
    EXPECT_TRUE(std::isnan(scored[i][0]));
  }
}

// The pages of what prompts have in common hold what each would have computed.
TEST_P(BatchInvariance, ASharedPrefixGivesTheBitsOfAnOwnOne) {
  const auto one = learner();
  auto requests = some_requests(1, 2);
  requests[0].prompt.assign(37, 5);
  for (TokenId i = 1; i < 6; ++i) {
    requests.push_back(requests[0]);
    requests.back().prompt.resize(34 - i);
    requests.back().prompt.push_back(i);
  }
  const Completions shared = one->generator().generate(requests, {});
  for (size_t i = 0; i < requests.size(); ++i)
    EXPECT_EQ(one->generator().generate({&requests[i], 1}, {})[0], shared[i]);
}

// Frequencies that depend on the length keep prompts from sharing.
TEST_P(BatchInvariance, HoldsWhereFrequenciesDependOnTheLength) {
  const auto one = learner({{"rope_scaling", {{"rope_type", "dynamic"}, {"factor", 2.0}}},
                            {"max_position_embeddings", 32}});
  const auto requests = some_requests(8, 2);
  const Completions together = one->generator().generate(requests, {});
  for (size_t i = 0; i < requests.size(); ++i)
    EXPECT_EQ(one->generator().generate({&requests[i], 1}, {})[0], together[i]);
}

INSTANTIATE_TEST_SUITE_P(Families, BatchInvariance,
                         testing::Combine(testing::ValuesIn(exact_kinds()),
                                          testing::ValuesIn(all_families())),
                         [](const auto& info) {
                           return std::get<0>(info.param).name + ("_" + std::get<1>(info.param));
                         });

}  // namespace
}  // namespace dragoman::generation
