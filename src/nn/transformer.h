// The decoder's forward pass over sequences packed end to end (no padding, no contamination), as
// free functions over weights. N tokens, S segments, D width, H heads, K key-value heads.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "nn/weights.h"
#include "passes/passes.h"

namespace dragoman::nn {

// At each token's position, [N, 1, head_dim]: the same for all heads.
struct RotaryTable {
  at::Tensor cosines;
  at::Tensor sines;

  RotaryTable map(const std::function<at::Tensor(const at::Tensor&)>& change) const {
    return {change(cosines), change(sines)};
  }
};

// One table for all layers, or one more for those with a window.
struct Rotaries {
  RotaryTable all;
  RotaryTable local;  // undefined tensors where the config has no local rope

  const RotaryTable& of(const ModelConfig& config, size_t layer) const {
    return config.local_rope && config.window(layer) > 0 ? local : all;
  }
};

// Tables [N, 1, head_dim] of tokens at these positions, each in a sequence of that length (lengths
// are read only where the frequencies depend on them), on this device.
Rotaries rotary_rows(const ModelConfig& config, std::span<const int64_t> positions,
                     std::span<const int64_t> lengths, at::Device device);

// Where the tokens of a packed batch lie, on the weights' device.
struct PackedLayout {
  at::Tensor tokens;                // [N] int64
  std::vector<TokenId> ids;         // the same
  std::vector<int32_t> cu_seqlens;  // [S + 1]
  Rotaries rotaries;
};

PackedLayout make_layout(const Weights& weights, std::span<const TokenId> tokens,
                         std::span<const int32_t> cu_seqlens, std::span<const int32_t> positions);

// What of the adapters' inputs is left out, which the stream alone decides.
struct Dropout {
  double share = 0.0;  // [0, 1); 0 but in a training step
  Rng stream{0};

  template <class... Indices>
  Dropout of(std::string_view name, Indices... indices) const {
    return {share, stream.derive(name, indices...)};
  }
};

struct PassSettings {
  // The dtype of the matrix products, float32 or bfloat16; norms, rotary tables and the residual
  // stream stay float32.
  at::ScalarType compute = at::kFloat;
  Dropout dropout = {};
  // Keeps only the layers' inputs for the backward pass, which `weights` must outlive.
  bool recomputes = false;
  // What passes by hand run in; null: their memory is had anew. One pass at a time, its backward
  // pass included.
  passes::Passes* passes = nullptr;
  bool by_hand = true;  // where that is known; false: always as autograd derives it
};

// Final hidden states after the last norm, [N, D].
at::Tensor forward_packed(const Weights& weights, const PackedLayout& layout,
                          const PassSettings& settings);

// Pieces shared with the cached decoder.
at::Tensor linear(const at::Tensor& input, const Linear& weights, at::ScalarType compute,
                  const Dropout& dropout = {});
at::Tensor rms_norm(const at::Tensor& input, const at::Tensor& weight, const ModelConfig& config);
at::Tensor embed(const Weights& weights, const at::Tensor& tokens);  // [N] -> [N, D] float32

// Queries [N, H, head_dim], keys and values [N, K, head_dim], normed and rotated.
struct Projections {
  at::Tensor queries, keys, values;
};

// What queries [S, H, Q, d] take from keys and values [S, K, T, d]: [S, H, Q, d]. `seen`, which may
// be broadcast to [S, H, Q, T], is true where a query sees a key, and each sees one; undefined:
// query t sees keys 0 to t.
at::Tensor mix(const Projections& cells, const at::Tensor& seen, const ModelConfig& config);

// One layer's way to mix them, [N, H * head_dim].
using Attend = std::function<at::Tensor(const Projections& heads)>;

// The residual stream [N, D] behind a layer, given that before it.
struct LayerStep {
  const ModelConfig& config;
  const LayerWeights& layer;
  const RotaryTable& rotary;
  at::ScalarType compute;
  Dropout dropout = {};

  at::Tensor operator()(const at::Tensor& hidden, const Attend& attend) const;

 private:
  at::Tensor apply(const at::Tensor& input, const Linear& weights, std::string_view name) const {
    return linear(input, weights, compute, dropout.of(name));
  }
  Projections project(const at::Tensor& input) const;
  at::Tensor feed_forward(const at::Tensor& input) const;
};

}  // namespace dragoman::nn
