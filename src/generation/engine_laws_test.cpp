// What holds for every family of models and both decoders: tokens are drawn from the distribution
// that the trainer sees, and neither neighbours nor memory change them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

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

// The trainer's logprobs of a completion, by its own forward pass.
std::vector<float> trained_logprobs(episodes::Learner& learner, const GenerationRequest& request,
                                    const Completion& completion, double temperature) {
  std::vector<TokenId> tokens = request.prompt;
  tokens.insert(tokens.end(), completion.tokens.begin(), completion.tokens.end());
  episodes::PolicyBatch batch = nn::pack({tokens});
  batch.temperature = static_cast<float>(temperature);
  const std::vector<float> logprobs = learner.evaluate(batch, {}).logprob;
  return {logprobs.begin() + static_cast<int64_t>(request.prompt.size()), logprobs.end()};
}

// Mean distance between what the engine recorded and what the trainer computes.
double mean_mismatch(episodes::Learner& learner, double temperature) {
  const SamplingSettings settings{.temperature = temperature, .max_completion_length = 20};
  const auto requests = some_requests(6, 2);
  const Completions completions = learner.generator().generate(requests, settings);
  double sum = 0.0, count = 0.0;
  for (size_t r = 0; r < requests.size(); ++r) {
    for (const Completion& completion : completions[r]) {
      const auto trained = trained_logprobs(learner, requests[r], completion, temperature);
      for (size_t i = 0; i < trained.size(); ++i, ++count)
        sum += std::abs(double{trained[i]} - completion.behaviour_logprobs[i]);
    }
  }
  return sum / count;
}

double allowed_mismatch(const Kind& kind) { return kind.compute == at::kFloat ? 1e-5 : 0.005; }

TEST_P(EngineLaws, BehaviourLogprobsAreTheTrainersAtAnyTemperature) {
  for (const std::string& family : all_families()) {
    const auto one = learner(family);
    for (const double temperature : {0.7, 1.0, 1.3})
      EXPECT_LE(mean_mismatch(*one, temperature), allowed_mismatch(GetParam())) << family;
  }
}

TEST_P(EngineLaws, TheyStayTheTrainersOverFiftyUpdates) {
  for (const std::string& family : all_families()) {
    const auto one = learner(family);
    for (uint64_t step = 0; step < 50; ++step) train(*one, 1e-3, step);
    EXPECT_LE(mean_mismatch(*one, 1.0), allowed_mismatch(GetParam())) << family;
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
          EXPECT_NEAR(completion.logprobs[i], full[i],
                      GetParam().compute == at::kFloat ? 1e-4 : 0.1)
              << family;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Decoders, EngineLaws, testing::ValuesIn(all_kinds()),
                         [](const auto& info) { return std::string(info.param.name); });

// What follows is the kernels' own: to the bit.
class BatchInvariance : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<episodes::Learner> learner(const Json& changes = Json::object()) const {
    return learner_of(all_kinds()[0], nn::tiny_config(GetParam(), changes));
  }
};

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

// Frequencies that depend on the length keep prompts from sharing.
TEST_P(BatchInvariance, HoldsWhereFrequenciesDependOnTheLength) {
  const auto one = learner({{"rope_scaling", {{"rope_type", "dynamic"}, {"factor", 2.0}}},
                            {"max_position_embeddings", 32}});
  const auto requests = some_requests(8, 2);
  const Completions together = one->generator().generate(requests, {});
  for (size_t i = 0; i < requests.size(); ++i)
    EXPECT_EQ(one->generator().generate({&requests[i], 1}, {})[0], together[i]);
}

INSTANTIATE_TEST_SUITE_P(Families, BatchInvariance, testing::ValuesIn(all_families()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace dragoman::generation
