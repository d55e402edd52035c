// Matrix products run over the flat [N, D] rows. Only attention needs rows grouped by segment: rows
// are gathered into [S, T] cells, where causality alone keeps a segment's tokens from the padding
// behind them, and segments never share a row. So packed equals unpacked by construction.
#include "nn/transformer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.h"
#include "nn/head.h"
#include "nn/host_decoder.h"
#include "nn/recompute.h"

namespace dragoman::nn {
namespace {

at::Tensor to_device(std::vector<int64_t> values, at::Device device) {
  return at::tensor(values, at::kLong).to(device);
}

// [T, T], true where a token sees another: itself and what is before it, within the window.
at::Tensor visible(int64_t count, int64_t window, at::Device device) {
  const at::Tensor before = at::ones({count, count}, at::TensorOptions(at::kBool).device(device));
  return at::tril(before).logical_and(at::triu(before, 1 - window));
}

// Capped logits are no part of the fused operation. All [S, H or K, T, d].
at::Tensor capped_attention(const Projections& cells, const at::Tensor& seen,
                            const ModelConfig& config) {
  const at::Tensor visible_keys =
      seen.defined() ? seen : visible(cells.keys.size(2), cells.keys.size(2), cells.keys.device());
  const int64_t group = cells.queries.size(1) / cells.keys.size(1);
  const at::Tensor keys = cells.keys.repeat_interleave(group, 1);
  const at::Tensor values = cells.values.repeat_interleave(group, 1);
  const at::Tensor logits = at::matmul(cells.queries * config.query_scale, keys.transpose(2, 3));
  const at::Tensor masked =
      capped(logits, config.attention_cap)
          .masked_fill(visible_keys.logical_not(), -std::numeric_limits<float>::infinity());
  return at::matmul(at::softmax(masked, -1), values);
}

// Segments side by side, as attention wants them, on one device.
struct Padding {
  at::Tensor pad_index;   // [S * T] row of each padded cell; cells past a segment's end point to 0
  at::Tensor flat_index;  // [N] padded cell of each row
  int64_t segments = 0;   // S
  int64_t longest = 0;    // T
};

Padding make_padding(std::span<const int32_t> cu_seqlens, at::Device device) {
  Padding padding;
  padding.segments = static_cast<int64_t>(cu_seqlens.size()) - 1;
  for (int64_t s = 0; s < padding.segments; ++s)
    padding.longest = std::max<int64_t>(padding.longest, cu_seqlens[s + 1] - cu_seqlens[s]);
  std::vector<int64_t> pad(static_cast<size_t>(padding.segments * padding.longest), 0);
  std::vector<int64_t> flat(static_cast<size_t>(cu_seqlens.back()));
  for (int64_t s = 0; s < padding.segments; ++s) {
    for (int64_t row = cu_seqlens[s]; row < cu_seqlens[s + 1]; ++row) {
      const int64_t cell = s * padding.longest + row - cu_seqlens[s];
      pad[cell] = row;
      flat[row] = cell;
    }
  }
  padding.pad_index = to_device(std::move(pad), device);
  padding.flat_index = to_device(std::move(flat), device);
  return padding;
}

at::Tensor attend(const Projections& heads, const Padding& padding, const ModelConfig& config,
                  int64_t window) {
  const int64_t count = padding.segments;
  const auto cells = [&](const at::Tensor& rows) {  // [N, H, d] -> [S, H, T, d]
    return rows.index_select(0, padding.pad_index)
        .view({count, padding.longest, rows.size(1), rows.size(2)})
        .transpose(1, 2);
  };
  const Projections grouped{cells(heads.queries), cells(heads.keys), cells(heads.values)};
  const bool cut = window > 0 && window < padding.longest;
  const at::Tensor seen =
      cut ? visible(padding.longest, window, heads.queries.device()) : at::Tensor();
  const at::Tensor mixed = mix(grouped, seen, config);  // [S, H, T, d]
  const int64_t width = heads.queries.size(1) * heads.queries.size(2);
  return mixed.transpose(1, 2)
      .reshape({count * padding.longest, width})
      .index_select(0, padding.flat_index);  // [N, H * d]
}

at::Tensor rotate(const at::Tensor& heads, const RotaryTable& rotary) {
  const int64_t half = heads.size(-1) / 2;
  const at::Tensor first = heads.narrow(-1, 0, half);
  const at::Tensor second = heads.narrow(-1, half, half);
  return heads * rotary.cosines + at::cat({-second, first}, -1) * rotary.sines;
}

at::Tensor product(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                   at::ScalarType compute) {
  if (compute == at::kFloat) return at::linear(input, weight, bias);
  const at::Tensor cast = bias.defined() ? bias.to(compute) : bias;
  return at::linear(input.to(compute), weight.to(compute), cast).to(input.scalar_type());
}

RotaryTable rotary_table(const checkpoints::RopeConfig& config, int64_t head_dim,
                         std::span<const int64_t> positions, std::span<const int64_t> lengths) {
  const int64_t half = head_dim / 2;
  at::Tensor angles = at::empty({static_cast<int64_t>(positions.size()), 1, head_dim});
  float* row = angles.data_ptr<float>();
  checkpoints::RopeFrequencies rope;
  int64_t known = -1;  // length that `rope` is for
  for (size_t n = 0; n < positions.size(); ++n, row += head_dim) {
    const int64_t length = config.by_length() ? lengths[n] : 0;
    if (std::exchange(known, length) != length)
      rope = checkpoints::rope_frequencies(config, head_dim, length);
    for (int64_t i = 0; i < half; ++i)
      row[i] = row[half + i] = static_cast<float>(positions[n]) * rope.frequencies[i];
  }
  const RotaryTable table{angles.cos(), angles.sin()};
  return rope.scale == 1.0F
             ? table
             : table.map([&rope](const at::Tensor& rows) { return rows * rope.scale; });
}

}  // namespace

at::Tensor mix(const Projections& cells, const at::Tensor& seen, const ModelConfig& config) {
  if (config.attention_cap > 0.0) return capped_attention(cells, seen, config);
  const bool cut = seen.defined();
  return at::scaled_dot_product_attention(
      cells.queries, cells.keys, cells.values, cut ? std::optional(seen) : std::nullopt, 0.0,
      /*is_causal=*/!cut, config.query_scale,
      /*enable_gqa=*/cells.queries.size(1) != cells.keys.size(1));
}

namespace {

// From a generator of its own: nothing but the stream decides, and a piece computed again drops the
// same. Uniform numbers are the same on every CPU, Bernoulli's are not.
at::Tensor drop_out(const at::Tensor& input, const Dropout& dropout) {
  if (dropout.share == 0.0) return input;
  at::Generator generator = at::globalContext().defaultGenerator(input.device()).clone();
  generator.set_current_seed(Rng(dropout.stream).next());
  const at::Tensor drawn = at::rand(input.sizes(), generator, input.options().requires_grad(false));
  return input * (drawn >= dropout.share).to(input.scalar_type()).div_(1.0 - dropout.share);
}

}  // namespace

at::Tensor linear(const at::Tensor& input, const Linear& weights, at::ScalarType compute,
                  const Dropout& dropout) {
  const at::Tensor output = product(input, weights.weight, weights.bias, compute);
  const LowRank& change = weights.change;
  if (!change.a.defined()) return output;
  const at::Tensor narrow = product(drop_out(input, dropout), change.a, {}, compute);  // [N, r]
  return output + product(narrow, change.b, {}, compute) * change.scale;
}

at::Tensor rms_norm(const at::Tensor& input, const at::Tensor& weight, const ModelConfig& config) {
  return at::rms_norm(input, {input.size(-1)}, config.norm_offset ? weight + 1.0 : weight,
                      config.rms_norm_eps);
}

namespace {

at::Tensor at_least_float(const at::Tensor& values) {
  return values.scalar_type() == at::kDouble ? values : values.to(at::kFloat);
}

}  // namespace

at::Tensor embed(const Weights& weights, const at::Tensor& tokens) {
  const at::Tensor rows = at_least_float(at::embedding(weights.embedding, tokens));
  const double scale = weights.config.embedding_scale;
  return scale == 1.0 ? rows : rows * scale;
}

Rotaries rotary_rows(const ModelConfig& config, std::span<const int64_t> positions,
                     std::span<const int64_t> lengths, at::Device device) {
  const auto table = [&](const checkpoints::RopeConfig& rope) {
    return rotary_table(rope, config.head_dim, positions, lengths)
        .map([device](const at::Tensor& rows) { return rows.to(device); });
  };
  Rotaries rotaries{table(config.rope), {}};
  if (config.local_rope) rotaries.local = table(*config.local_rope);
  return rotaries;
}

Projections LayerStep::project(const at::Tensor& input) const {
  const int64_t rows = input.size(0);
  const auto heads = [&](const Linear& weights, int64_t count, std::string_view name) {
    return apply(input, weights, name).view({rows, count, config.head_dim});
  };
  at::Tensor queries = heads(layer.query, config.num_attention_heads, "query");
  at::Tensor keys = heads(layer.key, config.num_key_value_heads, "key");
  if (config.query_key_norm) {
    queries = rms_norm(queries, layer.query_norm, config);
    keys = rms_norm(keys, layer.key_norm, config);
  }
  return {rotate(queries, rotary), rotate(keys, rotary),
          heads(layer.value, config.num_key_value_heads, "value")};
}

at::Tensor LayerStep::feed_forward(const at::Tensor& input) const {
  const at::Tensor gate = apply(input, layer.gate, "gate");
  const at::Tensor opened = config.hidden_act == "silu" ? at::silu(gate) : at::gelu(gate, "tanh");
  return apply(opened * apply(input, layer.up, "up"), layer.down, "down");
}

at::Tensor LayerStep::operator()(const at::Tensor& hidden, const Attend& attend) const {
  const at::Tensor mixed =
      apply(attend(project(rms_norm(hidden, layer.input_norm, config))), layer.output, "output");
  if (!config.sandwich_norms) {
    const at::Tensor between = hidden + mixed;
    return between + feed_forward(rms_norm(between, layer.post_attention_norm, config));
  }
  const at::Tensor between = hidden + rms_norm(mixed, layer.post_attention_norm, config);
  const at::Tensor inner = feed_forward(rms_norm(between, layer.pre_feedforward_norm, config));
  return between + rms_norm(inner, layer.post_feedforward_norm, config);
}

PackedLayout make_layout(const Weights& weights, std::span<const TokenId> tokens,
                         std::span<const int32_t> cu_seqlens, std::span<const int32_t> positions) {
  DRAGOMAN_CHECK(cu_seqlens.size() > 1, "an empty batch has no layout");
  PackedLayout layout;
  std::vector<int64_t> rotations(positions.begin(), positions.end());
  std::vector<int64_t> lengths(tokens.size());
  for (size_t s = 0; s + 1 < cu_seqlens.size(); ++s)
    std::fill(lengths.begin() + cu_seqlens[s], lengths.begin() + cu_seqlens[s + 1],
              cu_seqlens[s + 1] - cu_seqlens[s]);
  layout.ids.assign(tokens.begin(), tokens.end());
  layout.cu_seqlens.assign(cu_seqlens.begin(), cu_seqlens.end());
  const at::Device device = weights.device();
  layout.rotaries = rotary_rows(weights.config, rotations, lengths, device);
  layout.tokens = to_device({tokens.begin(), tokens.end()}, device);
  return layout;
}

at::Tensor forward_packed(const Weights& weights, const PackedLayout& layout,
                          const PassSettings& settings) {
  if (settings.by_hand && runs_by_hand(weights, settings))
    return forward_by_hand(weights, layout, settings);
  const ModelConfig& config = weights.config;
  const Padding padding = make_padding(layout.cu_seqlens, weights.device());
  at::Tensor hidden = embed(weights, layout.tokens);  // [N, D]
  for (size_t i = 0; i < weights.layers.size(); ++i) {
    const LayerWeights& layer = weights.layers[i];
    const Piece piece = [&config, &layer, rotary = layout.rotaries.of(config, i), padding, settings,
                         i](const at::Tensor& input) {
      const LayerStep step{config, layer, rotary, settings.compute,
                           settings.dropout.of("layer", i)};
      return step(input, [&](const Projections& heads) {
        return attend(heads, padding, config, config.window(i));
      });
    };
    const bool recomputes = settings.recomputes && at::GradMode::is_enabled() &&
                            (hidden.requires_grad() || wants_gradients(layer));
    hidden = recomputes ? recomputed(piece, hidden) : piece(hidden);
  }
  return rms_norm(hidden, weights.norm, config);
}

}  // namespace dragoman::nn
