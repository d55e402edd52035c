// The generation engine: requests in, completions out, whatever the device.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "episodes/generator.h"
#include "generation/decoder.h"
#include "generation/session.h"
#include "nn/weights.h"

namespace dragoman::generation {

class Engine final : public episodes::Generator {
 public:
  Engine(std::shared_ptr<const nn::Weights> weights, at::ScalarType compute,
         DecoderFactory make_decoder = generation::make_decoder);

  std::vector<std::vector<episodes::Completion>> generate(
      std::span<const episodes::GenerationRequest> requests,
      const episodes::SamplingSettings& settings) override;
  std::unique_ptr<episodes::Session> open(int64_t cache_bytes) override;
  std::vector<std::vector<float>> logprobs(
      std::span<const std::vector<TokenId>> sequences) override;
  int64_t context_length() const override { return weights_->config.context_length(); }
  int64_t vocabulary_size() const override { return weights_->config.vocab_size; }

 private:
  Decoder& decoder();  // up to date with the weights
  SequenceRules rules() const;
  std::unique_ptr<EngineSession> open_with(Decoder& decoder, int64_t pages);

  std::shared_ptr<const nn::Weights> weights_;
  at::ScalarType compute_;
  DecoderFactory make_decoder_;
  std::unique_ptr<Decoder> decoder_;  // made by the first call that needs it
  bool in_use_ = false;               // by a session
};

}  // namespace dragoman::generation
