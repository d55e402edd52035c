// The parameters of a decoder as the passes see them: places in somebody's memory, float32, with
// the places where gradients add up. Null gradients: frozen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checkpoints/model_config.h"
#include "passes/sharing.h"
#include "text/token.h"

namespace dragoman::passes {

struct NormPart {
  const float* weight = nullptr;  // null: there is no such norm
  float* by_weight = nullptr;
};

// scale * B A beside a weight; rank 0: there is none.
struct LowRankPart {
  size_t rank = 0;
  const float* a = nullptr;  // [rank, inputs]
  const float* b = nullptr;  // [outputs, rank]
  float* by_a = nullptr;
  float* by_b = nullptr;
  float scale = 1.0F;
};

struct LinearPart {
  size_t outputs = 0;
  size_t inputs = 0;
  const float* weight = nullptr;  // [outputs, inputs]
  const float* bias = nullptr;    // [outputs], or null
  float* by_weight = nullptr;
  float* by_bias = nullptr;
  LowRankPart change = {};
};

struct LayerPart {
  NormPart input_norm, query_norm, key_norm, post_attention_norm;
  NormPart pre_feedforward_norm, post_feedforward_norm;
  LinearPart query, key, value, output, gate, up, down;
};

struct DecoderParts {
  const checkpoints::ModelConfig* config = nullptr;
  const float* embedding = nullptr;  // [V, D]
  float* by_embedding = nullptr;
  std::vector<LayerPart> layers;
  NormPart norm;
};

// Cosines and sines of each token's position, [N, head_dim]; the second half repeats the first.
struct RotaryRows {
  const float* cosines = nullptr;
  const float* sines = nullptr;
};

// Rows of tokens, N in all, in segments that see nothing of each other but a common beginning.
struct Packed {
  std::span<const TokenId> tokens;  // [N]
  std::span<const SegmentRows> segments;
  std::span<const size_t> trees;  // as in Sharing
  RotaryRows rotary;
  RotaryRows local;  // of layers with a window

  size_t size() const { return tokens.size(); }
};

}  // namespace dragoman::passes
