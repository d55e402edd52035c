// Decoders with bfloat16 and int8 weights beside the exact one.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "generation/engines_for_tests.h"

namespace dragoman::generation {
namespace {

struct Drawn {
  std::vector<std::vector<TokenId>> sequences;
  std::vector<std::vector<float>> logprobs;  // of what was drawn
};

Drawn draw(episodes::Generator& generator, size_t count) {
  const auto requests = some_requests(count, 2);
  const auto completions = generator.generate(requests, {.max_completion_length = 20});
  Drawn drawn;
  for (size_t r = 0; r < count; ++r)
    for (const auto& completion : completions[r]) {
      drawn.sequences.push_back(requests[r].prompt);
      drawn.sequences.back().insert(drawn.sequences.back().end(), completion.tokens.begin(),
                                    completion.tokens.end());
      drawn.logprobs.push_back(completion.logprobs);
    }
  return drawn;
}

// The kernels give a token the same bits however many go with it: so scoring is what drawing was.
TEST(NarrowWeights, ScoreAsTheyDraw) {
  for (const Kind& kind : all_kinds()) {
    if (!kind.exact) continue;
    const auto learner = learner_of(kind, nn::tiny_config("qwen3"));
    const Drawn drawn = draw(learner->generator(), 24);  // more rows than one step takes
    const auto scores = learner->generator().logprobs(drawn.sequences);
    ASSERT_EQ(scores.size(), drawn.sequences.size());
    for (size_t s = 0; s < scores.size(); ++s) {
      ASSERT_EQ(scores[s].size(), drawn.sequences[s].size());
      EXPECT_TRUE(std::isnan(scores[s][0]));
      const auto& seen = drawn.logprobs[s];
      EXPECT_EQ(std::memcmp(scores[s].data() + scores[s].size() - seen.size(), seen.data(),
                            seen.size() * sizeof(float)),
                0)
          << kind.name << ", sequence " << s;
    }
  }
}

// What reinforcement learning plays with where it is told to.
TEST(NarrowWeights, ASamplerOfRoundedWeightsFollowsUpdatesBesideTheExactGenerator) {
  const auto engine_of = [](const DecoderFactory& choice) {
    return [choice](std::shared_ptr<const nn::Weights> shared, at::ScalarType compute) {
      return std::make_unique<Engine>(std::move(shared), compute, choice);
    };
  };
  auto weights = std::make_shared<nn::Weights>(
      nn::make_weights(checkpoints::parse_model_config(nn::tiny_config("qwen3"), "model"), 5));
  nn::Policy policy({std::move(weights), nullptr, Rng(5)}, {at::kFloat, ""},
                    {engine_of(make_decoder), engine_of(make_int8_decoder)});
  const auto sequences = nn::some_sequences(8);
  const auto before = policy.sampler().logprobs(sequences);
  for (uint64_t step = 0; step < 20; ++step) train(policy, 1e-2, step);
  const auto exact = policy.generator().logprobs(sequences);
  const auto rounded = policy.sampler().logprobs(sequences);
  double moved = 0.0, distance = 0.0, count = 0.0;
  for (size_t s = 0; s < sequences.size(); ++s)
    for (size_t t = 1; t < sequences[s].size(); ++t, ++count) {
      moved += std::abs(rounded[s][t] - before[s][t]);
      distance += std::abs(rounded[s][t] - exact[s][t]);
    }
  EXPECT_GT(distance / count, 0.0);
  EXPECT_LT(distance / count, 0.08);
  EXPECT_GT(moved / count, 0.5);
}

}  // namespace
}  // namespace dragoman::generation
