// Learners of tiny models with either decoder behind their generators.
#pragma once

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <vector>

#include "generation/engine.h"
#include "nn/models_for_tests.h"
#include "nn/policy.h"

namespace dragoman::generation {

// How an engine computes.
struct Kind {
  const char* name;
  at::ScalarType compute;
  DecoderFactory make_decoder;
  double mismatch;  // with the trainer's logprobs, in the mean
  bool exact;       // results are the same to the bit, whatever else is computed
};

inline std::vector<Kind> all_kinds() {
  return {{"kernels", at::kFloat, make_decoder, 1e-5, true},
          {"bfloat16_kernels", at::kBFloat16, make_decoder, 0.005, true},
          {"int8_kernels", at::kFloat, make_int8_decoder, 0.08, true},
          {"tensors", at::kFloat, make_tensor_decoder, 1e-5, false},
          {"bfloat16", at::kBFloat16, make_tensor_decoder, 0.005, false}};
}

inline const std::vector<std::string>& all_families() {
  static const std::vector<std::string> families{"llama", "mistral", "qwen2",
                                                 "qwen3", "gemma2",  "gemma3_text"};
  return families;
}

inline std::unique_ptr<episodes::Learner> learner_of(const Kind& kind, const Json& config,
                                                     uint64_t seed = 5) {
  at::set_num_threads(1);  // tiny tensors aren't worth a meeting
  auto weights = std::make_shared<nn::Weights>(
      nn::make_weights(checkpoints::parse_model_config(config, "model"), seed));
  const auto engine = [kind](std::shared_ptr<const nn::Weights> shared, at::ScalarType compute) {
    return std::make_unique<Engine>(std::move(shared), compute, kind.make_decoder);
  };
  return std::make_unique<nn::Policy>(nn::Trained{std::move(weights), nullptr, Rng(seed)},
                                      nn::Compute{kind.compute, ""}, nn::Generators{engine});
}

// Prompts of unequal lengths, some of which begin alike.
inline std::vector<episodes::GenerationRequest> some_requests(size_t count, int64_t samples,
                                                              uint64_t seed = 11) {
  const Rng root(seed);
  Rng rng = root.derive("prompts");
  std::vector<episodes::GenerationRequest> requests;
  for (size_t i = 0; i < count; ++i) {
    std::vector<TokenId> prompt;
    if (i % 2 == 1) prompt = requests[i - 1].prompt;
    for (uint64_t more = 1 + rng.below(24); more > 0 && prompt.size() < 40; --more)
      prompt.push_back(static_cast<TokenId>(rng.below(61)));
    requests.push_back({prompt, samples, root.derive("request", i)});
  }
  return requests;
}

// A step of the optimizer that raises the likelihood of a few tokens; lr 0 moves nothing.
inline void train(episodes::Learner& learner, double learning_rate, uint64_t seed = 3) {
  const episodes::PolicyBatch batch = nn::pack(nn::some_sequences(4, seed));
  learner.forward(batch, {});
  episodes::TokenQuantities gradients;
  gradients.logprob.assign(batch.tokens.size(), -0.02F);
  learner.backward(gradients);
  learner.update({.learning_rate = learning_rate});
}

}  // namespace dragoman::generation
