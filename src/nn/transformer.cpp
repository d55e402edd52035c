// Matrix products run over the flat [N, D] rows. Only attention needs rows grouped by segment: rows
// are gathered into [S, T] cells, where causality alone keeps a segment's tokens from the padding
// behind them, and segments never share a row. So packed equals unpacked by construction.
#include "nn/transformer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace dragoman::nn {
namespace {

at::Tensor to_device(std::vector<int64_t> values, at::Device device) {
  return at::tensor(values, at::kLong).to(device);
}

at::Tensor attend(const Projections& heads, const PackedLayout& layout) {
  const int64_t count = layout.segments;
  const auto cells = [&](const at::Tensor& rows) {  // [N, H, d] -> [S, H, T, d]
    return rows.index_select(0, layout.pad_index)
        .view({count, layout.longest, rows.size(1), rows.size(2)})
        .transpose(1, 2);
  };
  const bool grouped = heads.queries.size(1) != heads.keys.size(1);
  const at::Tensor mixed = at::scaled_dot_product_attention(
      cells(heads.queries), cells(heads.keys), cells(heads.values), {}, 0.0, /*is_causal=*/true,
      std::nullopt, grouped);  // [S, H, T, d]
  const int64_t width = heads.queries.size(1) * heads.queries.size(2);
  return mixed.transpose(1, 2)
      .reshape({count * layout.longest, width})
      .index_select(0, layout.flat_index);  // [N, H * d]
}

}  // namespace

at::Tensor linear(const at::Tensor& input, const Linear& weights, at::ScalarType compute) {
  if (compute == at::kFloat) return at::linear(input, weights.weight, weights.bias);
  const at::Tensor bias = weights.bias.defined() ? weights.bias.to(compute) : weights.bias;
  return at::linear(input.to(compute), weights.weight.to(compute), bias).to(at::kFloat);
}

at::Tensor rms_norm(const at::Tensor& input, const at::Tensor& weight, double eps) {
  return at::rms_norm(input, {input.size(-1)}, weight, eps);
}

at::Tensor rotate(const at::Tensor& heads, const at::Tensor& cosines, const at::Tensor& sines) {
  const int64_t half = heads.size(-1) / 2;
  const at::Tensor first = heads.narrow(-1, 0, half);
  const at::Tensor second = heads.narrow(-1, half, half);
  return heads * cosines + at::cat({-second, first}, -1) * sines;
}

at::Tensor feed_forward(const at::Tensor& input, const LayerWeights& layer,
                        at::ScalarType compute) {
  const at::Tensor gate = at::silu(linear(input, layer.gate, compute));
  return linear(gate * linear(input, layer.up, compute), layer.down, compute);
}

RotaryTable rotary_rows(const ModelConfig& config, std::span<const int64_t> positions,
                        std::span<const int64_t> lengths) {
  const int64_t half = config.head_dim / 2;
  at::Tensor angles = at::empty({static_cast<int64_t>(positions.size()), config.head_dim});
  float* row = angles.data_ptr<float>();
  RopeFrequencies rope;
  int64_t known = -1;  // length that `rope` is for
  for (size_t n = 0; n < positions.size(); ++n, row += config.head_dim) {
    const int64_t length = config.rope.by_length() ? lengths[n] : 0;
    if (std::exchange(known, length) != length)
      rope = rope_frequencies(config.rope, config.head_dim, length);
    for (int64_t i = 0; i < half; ++i)
      row[i] = row[half + i] = static_cast<float>(positions[n]) * rope.frequencies[i];
  }
  RotaryTable table{angles.cos(), angles.sin()};
  if (rope.scale != 1.0F) {
    table.cosines.mul_(rope.scale);
    table.sines.mul_(rope.scale);
  }
  return table;
}

Projections project(const at::Tensor& input, const LayerWeights& layer, const ModelConfig& config,
                    const RotaryTable& rotary, at::ScalarType compute) {
  const int64_t rows = input.size(0);
  const auto heads = [&](const Linear& weights, int64_t count) {
    return linear(input, weights, compute).view({rows, count, config.head_dim});
  };
  at::Tensor queries = heads(layer.query, config.num_attention_heads);
  at::Tensor keys = heads(layer.key, config.num_key_value_heads);
  if (config.query_key_norm) {
    queries = rms_norm(queries, layer.query_norm, config.rms_norm_eps);
    keys = rms_norm(keys, layer.key_norm, config.rms_norm_eps);
  }
  return {rotate(queries, rotary.cosines, rotary.sines), rotate(keys, rotary.cosines, rotary.sines),
          heads(layer.value, config.num_key_value_heads)};
}

PackedLayout make_layout(const Weights& weights, std::span<const TokenId> tokens,
                         std::span<const int32_t> cu_seqlens, std::span<const int32_t> positions) {
  PackedLayout layout;
  layout.segments = static_cast<int64_t>(cu_seqlens.size()) - 1;
  DRAGOMAN_CHECK(layout.segments > 0, "an empty batch has no layout");
  for (int64_t s = 0; s < layout.segments; ++s)
    layout.longest = std::max<int64_t>(layout.longest, cu_seqlens[s + 1] - cu_seqlens[s]);
  std::vector<int64_t> pad(static_cast<size_t>(layout.segments * layout.longest), 0);
  std::vector<int64_t> flat(tokens.size());
  std::vector<int64_t> rotations(positions.begin(), positions.end());
  std::vector<int64_t> lengths(tokens.size());
  for (int64_t s = 0; s < layout.segments; ++s) {
    for (int64_t row = cu_seqlens[s]; row < cu_seqlens[s + 1]; ++row) {
      const int64_t cell = s * layout.longest + row - cu_seqlens[s];
      pad[cell] = row;
      flat[row] = cell;
      lengths[row] = cu_seqlens[s + 1] - cu_seqlens[s];
    }
  }
  const at::Device device = weights.device();
  const RotaryTable table = rotary_rows(weights.config, rotations, lengths);
  layout.cosines = table.cosines.unsqueeze(1).to(device);
  layout.sines = table.sines.unsqueeze(1).to(device);
  layout.tokens = to_device({tokens.begin(), tokens.end()}, device);
  layout.pad_index = to_device(std::move(pad), device);
  layout.flat_index = to_device(std::move(flat), device);
  return layout;
}

at::Tensor forward_packed(const Weights& weights, const PackedLayout& layout,
                          at::ScalarType compute, LayerCache* cache) {
  const ModelConfig& config = weights.config;
  const RotaryTable rotary{layout.cosines, layout.sines};
  at::Tensor hidden = at::embedding(weights.embedding, layout.tokens).to(at::kFloat);  // [N, D]
  for (const LayerWeights& layer : weights.layers) {
    const at::Tensor normed = rms_norm(hidden, layer.input_norm, config.rms_norm_eps);
    const Projections heads = project(normed, layer, config, rotary, compute);
    if (cache != nullptr) {
      cache->keys.push_back(heads.keys);
      cache->values.push_back(heads.values);
    }
    hidden = hidden + linear(attend(heads, layout), layer.output, compute);
    const at::Tensor mlp_input = rms_norm(hidden, layer.post_attention_norm, config.rms_norm_eps);
    hidden = hidden + feed_forward(mlp_input, layer, compute);
  }
  return rms_norm(hidden, weights.norm, config.rms_norm_eps);
}

}  // namespace dragoman::nn
