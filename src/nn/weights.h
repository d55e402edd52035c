// The parameters of a decoder, by their Hugging Face names.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "checkpoints/model_config.h"

namespace dragoman::nn {

using checkpoints::ModelConfig;

// A low-rank change in training: scale * B A beside a weight.
struct LowRank {
  at::Tensor a;  // [r, in]; undefined: there is none
  at::Tensor b;  // [out, r]
  double scale = 1.0;
};

struct Linear {
  at::Tensor weight;  // [out, in]
  at::Tensor bias;    // [out] or undefined
  LowRank change = {};
};

struct LayerWeights {
  at::Tensor input_norm;  // [D]
  Linear query, key, value, output;
  at::Tensor query_norm, key_norm;  // [head_dim] or undefined
  at::Tensor post_attention_norm;   // [D]; in front of the feed-forward, or behind attention
  at::Tensor pre_feedforward_norm, post_feedforward_norm;  // [D] or undefined
  Linear gate, up, down;
};

struct Weights {
  ModelConfig config;
  at::Tensor embedding;  // [V, D]
  std::vector<LayerWeights> layers;
  at::Tensor norm;      // [D]
  at::Tensor head;      // [V, D]; the embedding itself when tied; undefined in a reward model
  at::Tensor score;     // [1, D]; undefined: no score head
  int64_t version = 0;  // counts updates; samples carry it

  at::Device device() const { return embedding.device(); }
};

// Visits every parameter once, in a fixed order, with its Hugging Face name and shape. A tied head
// is not visited.
using WeightVisitor =
    std::function<void(const std::string& name, at::Tensor& tensor, std::vector<int64_t> shape)>;
void visit_weights(Weights& weights, const WeightVisitor& visit);

// The linear layers inside the blocks, by their modules' names: "model.layers.0.mlp.up_proj".
void visit_linears(Weights& weights,
                   const std::function<void(const std::string& module, Linear& linear)>& visit);

// Whether one of the layer's parameters, or of its low-rank changes, wants a gradient.
bool wants_gradients(const LayerWeights& layer);

// Null: the model has no such linear layer.
Linear* find_linear(Weights& weights, const std::string& module);

// Fresh float32 weights: matrices normal with `initializer_range` (the two that write into the
// residual stream divided by sqrt(2 layers)), norms 1, biases 0. Same seed, same weights.
Weights make_weights(const ModelConfig& config, uint64_t seed);

// Puts a score head on top, with or instead of the logits; a fresh one is normal with
// `initializer_range`.
void add_score_head(Weights& weights, bool keeps_language_head, uint64_t seed);

// The same weights with the matrices converted, which then only serve products in that dtype. Norms
// stay as they are, and so does the embedding unless the files hold it in that dtype anyway.
Weights cast_matrices(const Weights& weights, at::ScalarType dtype);
// One of them.
at::Tensor cast_matrix(const ModelConfig& config, const std::string& name, const at::Tensor& tensor,
                       at::ScalarType dtype);

// The device this process computes on: CUDA when there is one, else the CPU.
at::Device best_device();

}  // namespace dragoman::nn
