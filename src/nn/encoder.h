// The forward pass of encoders (checkpoints/encoder_config.h) over sequences packed end to end, so
// that nothing is computed for padding. Products run over all tokens of a batch at once; attention
// runs over sequences of one length at a time, so a batch of similar lengths is the fast one.
// N tokens, S sequences, T tokens of one sequence, D width.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "checkpoints/encoder_config.h"
#include "nn/checkpoint.h"
#include "nn/frozen_linear.h"
#include "text/token.h"

namespace dragoman::nn {

struct EncoderInput {
  std::vector<TokenId> ids;                            // not empty
  size_t second = std::numeric_limits<size_t>::max();  // from here on tokens are of type 1
};

// Neighbours of one length.
struct EqualLengths {
  int64_t first_row = 0;
  int64_t sequences = 0;  // S
  int64_t length = 0;     // T
};

struct EncoderBatch {
  at::Tensor tokens, positions, types;  // [N] int64
  std::vector<EqualLengths> runs;       // in the order of the inputs
  bool has_padding_tokens = false;      // written out in a text; they count as padding does
};

struct EncoderLayer {
  struct Norm {
    at::Tensor weight, bias;  // [D]
  };
  FrozenLinear query_key_value;  // [3 D, D]
  FrozenLinear attention_output;
  Norm attention_norm;
  FrozenLinear inner, outer;
  Norm output_norm;
};

// Not changed by use; a forward pass uses all threads.
class Encoder {
 public:
  // `compute` is the dtype of the matrix products; all else is float32. A tensor that is missing or
  // of another shape is an Error.
  Encoder(checkpoints::EncoderConfig config, const TensorSource& source, at::ScalarType compute);

  const checkpoints::EncoderConfig& config() const { return config_; }

  // An id outside the vocabulary or a sequence that is too long is an Error that names it.
  EncoderBatch make_batch(std::span<const EncoderInput* const> inputs) const;

  // Calls visit(0, …) with the embeddings and visit(i, …) with what layer i gives, [N, D] float32,
  // for i up to `layers`. The visitor does not keep them.
  using Visitor = std::function<void(int64_t layer, const at::Tensor& hidden)>;
  void forward(const EncoderBatch& batch, int64_t layers, const Visitor& visit) const;

 private:
  at::Tensor embed(const EncoderBatch& batch) const;
  at::Tensor run_layer(const EncoderLayer& layer, const at::Tensor& hidden,
                       const EncoderBatch& batch) const;

  checkpoints::EncoderConfig config_;
  at::Tensor words_, positions_, types_;  // [V, D], …
  EncoderLayer::Norm embedding_norm_;
  std::vector<EncoderLayer> layers_;
};

// The encoder of a Hugging Face folder.
Encoder load_encoder(const std::filesystem::path& folder, at::ScalarType compute);

}  // namespace dragoman::nn
