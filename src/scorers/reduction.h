// How the hidden states of all layers become one vector a sentence: layers are mixed with weights,
// tokens are pooled. N tokens, S sequences, D width.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "nn/encoder.h"

namespace dragoman::scorers {

using checkpoints::Pooling;

struct Reduction {
  std::vector<float> layers;      // weight of each, the embeddings first; 0: it does not count
  bool normalize_layers = false;  // each sequence to mean 0 and variance 1 over tokens and width
  Pooling pooling = Pooling::kMean;
  bool skip_padding = false;  // padding tokens written out in a text add nothing to mean and max

  // Layers that must be computed.
  int64_t last_layer() const;
};

// Only the layer of this number, counted from the embeddings.
std::vector<float> single_layer(int64_t layer, int64_t count);

// Softmax, or sparsemax (Martins and Astudillo 2016): the nearest point of the simplex.
std::vector<float> softmax(const std::vector<float>& scores);
std::vector<float> sparsemax(const std::vector<float>& scores);

// [S, D] float32.
at::Tensor sentence_vectors(const nn::Encoder& encoder, const nn::EncoderBatch& batch,
                            const Reduction& reduction);

}  // namespace dragoman::scorers
