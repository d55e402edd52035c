// Mean and first token are linear, so each layer is pooled before it is mixed: S rows in place of
// N. The maximum is not.
#include "scorers/reduction.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace dragoman::scorers {
namespace {

// Calls map([S', T, D]) -> [S', …] for the runs of a batch and puts the results end to end.
at::Tensor by_run(const at::Tensor& rows, const nn::EncoderBatch& batch,
                  const std::function<at::Tensor(const at::Tensor&)>& map) {
  std::vector<at::Tensor> parts;
  for (const nn::EqualLengths& run : batch.runs)
    parts.push_back(map(rows.narrow(0, run.first_row, run.sequences * run.length)
                            .view({run.sequences, run.length, rows.size(1)})));
  return parts.size() == 1 ? parts.front() : at::cat(parts);
}

// COMET's: over all tokens and the whole width of a sequence, biased variance.
at::Tensor normalized(const at::Tensor& rows, const nn::EncoderBatch& batch) {
  constexpr double kEps = 1e-12;
  return by_run(rows, batch, [](const at::Tensor& cells) {
    const at::Tensor centred = cells - cells.mean({1, 2}, /*keepdim=*/true);
    const at::Tensor variance = centred.square().mean({1, 2}, /*keepdim=*/true);
    return (centred / (variance + kEps).sqrt()).view({-1, cells.size(2)});
  });
}

// [N, D] -> [S, D]
at::Tensor pooled(at::Tensor rows, const nn::EncoderBatch& batch, const Reduction& reduction,
                  const at::Tensor& padding) {
  if (padding.defined() && reduction.pooling != Pooling::kFirst) {
    const bool mean = reduction.pooling == Pooling::kMean;
    rows = rows.masked_fill(padding, mean ? 0.0F : -std::numeric_limits<float>::infinity());
  }
  return by_run(rows, batch, [&](const at::Tensor& cells) {
    if (reduction.pooling == Pooling::kMean) return cells.mean(1);
    return reduction.pooling == Pooling::kMax ? cells.amax(1) : cells.select(1, 0);
  });
}

}  // namespace

int64_t Reduction::last_layer() const {
  size_t last = layers.size() - 1;
  while (last > 0 && layers[last] == 0.0F) --last;
  return static_cast<int64_t>(last);
}

std::vector<float> single_layer(int64_t layer, int64_t count) {
  std::vector<float> weights(static_cast<size_t>(count), 0.0F);
  weights.at(static_cast<size_t>(layer)) = 1.0F;
  return weights;
}

std::vector<float> softmax(const std::vector<float>& scores) {
  const float largest = *std::max_element(scores.begin(), scores.end());
  std::vector<float> weights;
  double sum = 0.0;
  for (const float score : scores) weights.push_back(std::exp(score - largest));
  for (const float weight : weights) sum += weight;
  for (float& weight : weights) weight = static_cast<float>(weight / sum);
  return weights;
}

// The largest k scores share what is above the threshold (their sum - 1) / k, for the largest k
// whose smallest score is still above it.
std::vector<float> sparsemax(const std::vector<float>& scores) {
  std::vector<float> sorted = scores;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  double sum = 0.0;
  double threshold = 0.0;
  for (size_t k = 1; k <= sorted.size(); ++k) {
    sum += sorted[k - 1];
    const double candidate = (sum - 1.0) / static_cast<double>(k);
    if (sorted[k - 1] > candidate) threshold = candidate;
  }
  std::vector<float> weights;
  for (const float score : scores)
    weights.push_back(static_cast<float>(std::max(0.0, score - threshold)));
  return weights;
}

at::Tensor sentence_vectors(const nn::Encoder& encoder, const nn::EncoderBatch& batch,
                            const Reduction& reduction) {
  const bool linear = reduction.pooling != Pooling::kMax;
  at::Tensor padding;  // [N, 1]
  if (reduction.skip_padding && batch.has_padding_tokens)
    padding = batch.tokens.eq(encoder.config().pad_token_id).unsqueeze(1);
  const auto pool = [&](const at::Tensor& rows) { return pooled(rows, batch, reduction, padding); };
  at::Tensor mixed;
  encoder.forward(batch, reduction.last_layer(), [&](int64_t layer, const at::Tensor& hidden) {
    const float weight = reduction.layers[static_cast<size_t>(layer)];
    if (weight == 0.0F) return;
    const at::Tensor rows = reduction.normalize_layers ? normalized(hidden, batch) : hidden;
    const at::Tensor part = (linear ? pool(rows) : rows) * weight;
    mixed = mixed.defined() ? mixed.add_(part) : part;
  });
  return linear ? mixed : pool(mixed);
}

}  // namespace dragoman::scorers
