// The generation engine: requests in, completions out, in batches that share prompts and caches.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "episodes/generator.h"
#include "generation/cpu_decoder.h"
#include "nn/weights.h"

namespace dragoman::generation {

class Engine final : public episodes::Generator {
 public:
  Engine(std::shared_ptr<const nn::Weights> weights, at::ScalarType compute);
  ~Engine() override;

  std::vector<std::vector<episodes::Completion>> generate(
      std::span<const episodes::GenerationRequest> requests,
      const episodes::SamplingSettings& settings,
      const std::function<void(int64_t)>& progress) override;
  std::vector<std::vector<float>> logprobs(
      std::span<const std::vector<TokenId>> sequences) override;
  int64_t context_length() const override { return weights_->config.context_length(); }
  int64_t vocabulary_size() const override { return weights_->config.vocab_size; }

 private:
  using Completions = std::vector<std::vector<episodes::Completion>>;
  using Requests = std::span<const episodes::GenerationRequest>;
  using Progress = std::function<void(int64_t)>;

  // float32 on the CPU: the kernels, and continuous batches.
  Completions play_on_cpu(Requests requests, const episodes::SamplingSettings& settings,
                          const Progress& progress);
  // Elsewhere: tensor operations, and batches that are played to their end.
  Completions play_in_batches(Requests requests, const episodes::SamplingSettings& settings,
                              const Progress& progress);

  std::shared_ptr<const nn::Weights> weights_;
  at::ScalarType compute_;
  std::unique_ptr<CpuDecoder> cpu_;  // made by the first call that needs it
};

}  // namespace dragoman::generation
