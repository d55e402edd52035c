// Many inputs through an encoder: sorted by length and cut into batches of about equally many
// tokens, so that a batch has few lengths and nothing is padded.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "episodes/scorer.h"
#include "scorers/reduction.h"

namespace dragoman::scorers {

// Inputs without repetition.
class DistinctInputs {
 public:
  // The place of an equal input, or a new one.
  size_t add(nn::EncoderInput input);

  const std::vector<nn::EncoderInput>& inputs() const { return inputs_; }

 private:
  std::vector<nn::EncoderInput> inputs_;
  std::unordered_map<std::string, size_t> places_;  // by the ids' bytes
};

// [inputs, D] float32 on the CPU.
at::Tensor encode(const nn::Encoder& encoder, std::span<const nn::EncoderInput> inputs,
                  const Reduction& reduction, const episodes::EncodingProgress& progress);

}  // namespace dragoman::scorers
