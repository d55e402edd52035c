#include "generation/decoder.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "nn/head.h"

namespace dragoman::generation {
namespace {

constexpr size_t kPrefillCells = 8192;  // padded prompt tokens computed at once

at::Tensor as_index(const std::vector<int64_t>& values, at::Device device) {
  return at::tensor(values, at::kLong).to(device);
}

struct Packed {
  std::vector<TokenId> tokens;
  std::vector<int32_t> cu_seqlens{0};
  std::vector<int32_t> positions;
};

Packed pack(std::span<const std::vector<TokenId>> prompts) {
  Packed packed;
  for (const auto& prompt : prompts) {
    packed.tokens.insert(packed.tokens.end(), prompt.begin(), prompt.end());
    for (size_t i = 0; i < prompt.size(); ++i) packed.positions.push_back(static_cast<int32_t>(i));
    packed.cu_seqlens.push_back(static_cast<int32_t>(packed.tokens.size()));
  }
  return packed;
}

// Rotary rows of positions 0 to count - 1, each as the last token of its sequence: where
// frequencies depend on the length, a cached key keeps those of the moment it was computed.
nn::Rotaries growing_rows(const nn::Weights& weights, int64_t count) {
  std::vector<int64_t> positions(static_cast<size_t>(count)), lengths(positions.size());
  std::iota(positions.begin(), positions.end(), int64_t{0});
  std::iota(lengths.begin(), lengths.end(), int64_t{1});
  return nn::rotary_rows(weights.config, positions, lengths, weights.device());
}

}  // namespace

Decoder::Decoder(const nn::Weights& weights, at::ScalarType compute)
    : weights_(weights), compute_(compute) {}

at::Tensor Decoder::logits(const at::Tensor& hidden) const {
  return nn::capped(nn::exact_logits(hidden.to(compute_), weights_.head.to(compute_)),
                    weights_.config.logit_cap);
}

at::Tensor Decoder::start(std::span<const std::vector<TokenId>> prompts,
                          std::span<const int64_t> copies, int64_t new_tokens) {
  std::vector<int64_t> lengths, owner;
  for (size_t i = 0; i < prompts.size(); ++i) {
    lengths.push_back(static_cast<int64_t>(prompts[i].size()));
    owner.insert(owner.end(), static_cast<size_t>(copies[i]), static_cast<int64_t>(i));
  }
  nn::LayerCache prefilled;
  const at::Tensor last = prefill(prompts, prefilled);
  columns_ = *std::max_element(lengths.begin(), lengths.end());
  capacity_ = columns_ + new_tokens;
  rotaries_ = growing_rows(weights_, capacity_);
  fill(prefilled, lengths, owner);
  return logits(last.index_select(0, as_index(owner, weights_.device())));
}

// Runs the prompts in chunks; keys and values of all of them end up in `prefilled`, in order.
// Returns the hidden state of each prompt's last token, [P, D].
at::Tensor Decoder::prefill(std::span<const std::vector<TokenId>> prompts,
                            nn::LayerCache& prefilled) const {
  std::vector<nn::LayerCache> chunks;
  std::vector<at::Tensor> last;
  for (size_t begin = 0; begin < prompts.size();) {
    size_t end = begin;
    for (size_t longest = 0; end < prompts.size(); ++end) {
      longest = std::max(longest, prompts[end].size());
      if (end > begin && (end + 1 - begin) * longest > kPrefillCells) break;
    }
    const Packed packed = pack(prompts.subspan(begin, end - begin));
    const nn::PackedLayout layout =
        nn::make_layout(weights_, packed.tokens, packed.cu_seqlens, packed.positions);
    const at::Tensor hidden =
        nn::forward_packed(weights_, layout, compute_, &chunks.emplace_back());
    std::vector<int64_t> rows;
    for (size_t i = 1; i < packed.cu_seqlens.size(); ++i) rows.push_back(packed.cu_seqlens[i] - 1);
    last.push_back(hidden.index_select(0, as_index(rows, weights_.device())));
    begin = end;
  }
  if (chunks.size() == 1) {
    prefilled = std::move(chunks.front());
    return last.front();
  }
  for (size_t layer = 0; layer < weights_.layers.size(); ++layer) {
    std::vector<at::Tensor> keys, values;
    for (nn::LayerCache& chunk : chunks) {
      keys.push_back(std::move(chunk.keys[layer]));
      values.push_back(std::move(chunk.values[layer]));
    }
    prefilled.keys.push_back(at::cat(keys));
    prefilled.values.push_back(at::cat(values));
  }
  return at::cat(last);
}

// Spreads each prompt's keys and values over the rows that share it.
void Decoder::fill(const nn::LayerCache& prefilled, const std::vector<int64_t>& lengths,
                   const std::vector<int64_t>& owner) {
  const at::Device device = weights_.device();
  const int64_t rows = static_cast<int64_t>(owner.size());
  std::vector<int64_t> starts(lengths.size(), 0);
  std::partial_sum(lengths.begin(), lengths.end() - 1, starts.begin() + 1);
  std::vector<int64_t> source(static_cast<size_t>(rows * columns_), 0);
  std::vector<float> mask(static_cast<size_t>(rows * capacity_), 0.0F);
  std::vector<int64_t> positions;
  bool padded = false;
  for (int64_t row = 0; row < rows; ++row) {
    const int64_t length = lengths[owner[row]];
    const int64_t pad = columns_ - length;
    padded = padded || pad > 0;
    for (int64_t i = 0; i < length; ++i) source[row * columns_ + pad + i] = starts[owner[row]] + i;
    std::fill_n(mask.begin() + row * capacity_, pad, -std::numeric_limits<float>::infinity());
    positions.push_back(length);
  }
  const at::Tensor index = as_index(source, device);
  const auto spread = [&](const at::Tensor& flat) {  // [N, K, d] -> [B, K, capacity, d]
    at::Tensor cache = at::zeros({rows, flat.size(1), capacity_, flat.size(2)}, flat.options());
    const at::Tensor cells = flat.index_select(0, index);
    cache.narrow(2, 0, columns_)
        .copy_(cells.view({rows, columns_, flat.size(1), flat.size(2)}).transpose(1, 2));
    return cache;
  };
  layers_.clear();
  for (size_t i = 0; i < prefilled.keys.size(); ++i)
    layers_.push_back({spread(prefilled.keys[i]), spread(prefilled.values[i])});
  positions_ = as_index(positions, device);
  mask_ =
      padded ? at::tensor(mask, at::kFloat).view({rows, 1, capacity_}).to(device) : at::Tensor();
}

// One new query a row against the cached columns, or those of its window; columns are as far apart
// as positions are. The query heads of a key-value head go together.
at::Tensor Decoder::attend(const nn::Projections& heads, size_t index) {
  Layer& layer = layers_[index];
  const nn::ModelConfig& config = weights_.config;
  const int64_t rows = heads.queries.size(0);
  const int64_t groups = heads.keys.size(1);
  const int64_t width = heads.queries.size(2);
  const int64_t per_group = heads.queries.size(1) / groups;
  layer.keys.select(2, columns_).copy_(heads.keys);
  layer.values.select(2, columns_).copy_(heads.values);
  const int64_t window = config.window(index);
  const int64_t first = window > 0 ? std::max<int64_t>(0, columns_ + 1 - window) : 0;
  const int64_t columns = columns_ + 1 - first;
  const auto cached = [&](const at::Tensor& cache) {  // [B * K, T, d], a view
    return cache.narrow(2, first, columns).flatten(0, 1);
  };
  const at::Tensor queries =
      heads.queries.reshape({rows * groups, per_group, width}) * config.query_scale;
  at::Tensor scores = nn::capped(at::bmm(queries, cached(layer.keys).transpose(1, 2)),
                                 config.attention_cap);  // [B * K, R, T]
  if (mask_.defined())
    scores.view({rows, groups * per_group, columns}).add_(mask_.narrow(2, first, columns));
  return at::bmm(at::softmax(scores, -1), cached(layer.values)).view({rows, -1});  // [B, H * d]
}

at::Tensor Decoder::step(const std::vector<TokenId>& tokens) {
  DRAGOMAN_CHECK(columns_ < capacity_, "the cache is full");
  const nn::ModelConfig& config = weights_.config;
  const std::vector<int64_t> ids(tokens.begin(), tokens.end());
  const auto here = [this](const nn::RotaryTable& table) {
    return table.map([this](const at::Tensor& rows) {
      return rows.defined() ? rows.index_select(0, positions_).unsqueeze(1) : rows;
    });
  };
  const nn::Rotaries rotaries{here(rotaries_.all), here(rotaries_.local)};
  at::Tensor hidden = nn::embed(weights_, as_index(ids, weights_.device()));
  for (size_t i = 0; i < layers_.size(); ++i) {
    const nn::LayerStep layer{config, weights_.layers[i], rotaries.of(config, i), compute_};
    hidden = layer(hidden, [&](const nn::Projections& heads) { return attend(heads, i); });
  }
  ++columns_;
  positions_ = positions_ + 1;
  return logits(nn::rms_norm(hidden, weights_.norm, config));
}

void Decoder::keep(const std::vector<int64_t>& rows) {
  const at::Tensor index = as_index(rows, weights_.device());
  for (Layer& layer : layers_) {
    layer.keys = layer.keys.index_select(0, index);
    layer.values = layer.values.index_select(0, index);
  }
  positions_ = positions_.index_select(0, index);
  if (mask_.defined()) mask_ = mask_.index_select(0, index);
}

}  // namespace dragoman::generation
