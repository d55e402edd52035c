#include "generation/tensor_decoder.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

#include "base/parallel.h"
#include "generation/cpu_decoder.h"
#include "nn/head.h"

namespace dragoman::generation {
namespace {

constexpr auto kPage = static_cast<int64_t>(kernels::kPageTokens);
constexpr int64_t kGatheredFloats = int64_t{1} << 26;  // of keys, of one layer, gathered at once
constexpr int64_t kLogitFloats = int64_t{1} << 26;     // held at once

}  // namespace

TensorDecoder::TensorDecoder(const nn::Weights& weights, at::ScalarType compute)
    : compute_(compute) {
  refresh(weights);
  std::set<int64_t> windows;
  for (size_t layer = 0; layer < weights.layers.size(); ++layer)
    windows.insert(weights.config.window(layer));
  windows_.assign(windows.begin(), windows.end());
}

void TensorDecoder::refresh(const nn::Weights& weights) {
  const at::NoGradGuard no_gradients;
  weights_ = compute_ == at::kFloat ? weights : nn::cast_matrices(weights, compute_);
}

int64_t TensorDecoder::page_bytes() const {
  const nn::ModelConfig& config = weights_.config;
  return 2 * config.num_hidden_layers * kPage * config.key_value_size() * int64_t{sizeof(float)};
}

void TensorDecoder::make_cache(int64_t pages) {
  if (cache_.defined() && pages <= cache_.size(1)) return;
  cache_.reset();  // before the new one is there
  const nn::ModelConfig& config = weights_.config;
  cache_ = at::zeros(
      {2 * config.num_hidden_layers, pages, kPage, config.num_key_value_heads, config.head_dim},
      at::TensorOptions(at::kFloat).device(weights_.device()));
}

void TensorDecoder::copy_page(PageId from, PageId to) {
  cache_.select(1, to).copy_(cache_.select(1, from));
}

at::Tensor TensorDecoder::index(const std::vector<int64_t>& values) const {
  return at::tensor(values, at::kLong).to(weights_.device());
}

const TensorDecoder::Batch::Seen& TensorDecoder::Batch::seen(int64_t window) const {
  return *std::find_if(seen_by_window.begin(), seen_by_window.end(),
                       [window](const Seen& one) { return one.window == window; });
}

std::vector<TensorDecoder::Batch> TensorDecoder::batches_of(std::span<const StepRow> rows) const {
  std::vector<Batch> batches;
  for (const AttentionBatch& plan :
       plan_attention(rows, kGatheredFloats / weights_.config.key_value_size())) {
    const auto sequences = static_cast<int64_t>(plan.stretches.size());
    Batch& batch = batches.emplace_back(Batch{
        sequences, plan.queries, index(plan.query_rows), index(plan.rows), index(plan.cells), {}});
    for (const int64_t window : windows_) {
      const Sight sight = sight_of(plan, window);
      const at::Tensor seen = at::tensor(at::ArrayRef<uint8_t>(sight.seen), at::kByte)
                                  .to(weights_.device(), at::kBool)
                                  .view({sequences, 1, plan.queries, -1});
      batch.seen_by_window.push_back({window, index(sight.pages), seen});
    }
  }
  return batches;
}

nn::Rotaries TensorDecoder::rotaries_of(std::span<const StepRow> rows) const {
  std::vector<int64_t> positions, lengths;
  for (const StepRow& row : rows) {
    positions.push_back(row.position);
    lengths.push_back(row.length);
  }
  return nn::rotary_rows(weights_.config, positions, lengths, weights_.device());
}

void TensorDecoder::step(std::span<const StepRow> rows, const OnLogits& on_logits) {
  const at::NoGradGuard no_gradients;
  std::vector<int64_t> tokens, written, drawn;
  std::vector<StepRow> drawn_rows;
  for (size_t i = 0; i < rows.size(); ++i) {
    const StepRow& row = rows[i];
    tokens.push_back(row.token);
    written.push_back((*row.pages)[row.position / kPage] * kPage + row.position % kPage);
    if (!row.is_drawn()) continue;
    drawn.push_back(static_cast<int64_t>(i));
    drawn_rows.push_back(row);
  }
  written_ = index(written);
  const std::vector<Batch> batches = batches_of(rows);
  const nn::Rotaries rotaries = rotaries_of(rows);
  at::Tensor hidden = nn::embed(weights_, index(tokens));
  for (size_t i = 0; i < weights_.layers.size(); ++i) {
    const nn::LayerStep layer{weights_.config, weights_.layers[i], rotaries.of(weights_.config, i),
                              compute_};
    hidden = layer(hidden, [&](const nn::Projections& heads) { return attend(heads, i, batches); });
  }
  if (drawn.empty()) return;
  hidden = nn::rms_norm(hidden.index_select(0, index(drawn)), weights_.norm, weights_.config);
  write_logits(hidden, drawn_rows, on_logits);
}

// Caches the rows' keys and values, then lets every row look at its pages. Returns [N, H *
// head_dim].
at::Tensor TensorDecoder::attend(const nn::Projections& heads, size_t layer,
                                 std::span<const Batch> batches) {
  const nn::ModelConfig& config = weights_.config;
  const at::Tensor keys = cache_[static_cast<int64_t>(2 * layer)];
  const at::Tensor values = cache_[static_cast<int64_t>(2 * layer + 1)];
  keys.flatten(0, 1).index_copy_(0, written_, heads.keys);
  values.flatten(0, 1).index_copy_(0, written_, heads.values);
  at::Tensor mixed =
      at::empty({heads.queries.size(0), config.query_size()}, heads.queries.options());
  for (const Batch& batch : batches) {
    const Batch::Seen& sight = batch.seen(config.window(layer));
    const auto by_sequence = [&](const at::Tensor& tokens) {  // [.., heads, d] -> [S, heads, T, d]
      return tokens.reshape({batch.sequences, -1, tokens.size(-2), tokens.size(-1)})
          .transpose(1, 2);
    };
    const nn::Projections cells{by_sequence(heads.queries.index_select(0, batch.query_rows)),
                                by_sequence(keys.index_select(0, sight.pages)),
                                by_sequence(values.index_select(0, sight.pages))};
    const at::Tensor all = nn::mix(cells, sight.seen, config)  // [S, H, Q, d]
                               .transpose(1, 2)
                               .reshape({batch.sequences * batch.queries, config.query_size()});
    mixed.index_copy_(0, batch.rows, all.index_select(0, batch.cells));
  }
  return mixed;
}

void TensorDecoder::write_logits(const at::Tensor& hidden, std::span<const StepRow> rows,
                                 const OnLogits& on_logits) const {
  const int64_t width = weights_.config.vocab_size;
  const int64_t block = std::max<int64_t>(1, kLogitFloats / width);
  for (int64_t begin = 0; begin < hidden.size(0); begin += block) {
    const int64_t count = std::min(block, hidden.size(0) - begin);
    const at::Tensor input = hidden.narrow(0, begin, count).to(compute_);
    const at::Tensor logits = nn::capped(nn::exact_logits(input, weights_.head.to(compute_)),
                                         weights_.config.logit_cap)
                                  .to(at::kCPU)
                                  .contiguous();  // [count, V]
    auto* floats = logits.mutable_data_ptr<float>();
    parallel_for(count, [&](int64_t i) {
      on_logits(rows[begin + i], {floats + i * width, static_cast<size_t>(width)});
    });
  }
}

std::unique_ptr<Decoder> make_tensor_decoder(const nn::Weights& weights, at::ScalarType compute) {
  return std::make_unique<TensorDecoder>(weights, compute);
}

std::unique_ptr<Decoder> make_decoder(const nn::Weights& weights, at::ScalarType compute) {
  if (!weights.device().is_cpu()) return make_tensor_decoder(weights, compute);
  const auto format =
      compute == at::kBFloat16 ? kernels::WeightFormat::kBfloat16 : kernels::WeightFormat::kFloat32;
  return std::make_unique<CpuDecoder>(weights, format, thread_count());
}

std::unique_ptr<Decoder> make_int8_decoder(const nn::Weights& weights, at::ScalarType) {
  return std::make_unique<CpuDecoder>(weights, kernels::WeightFormat::kInt8, thread_count());
}

}  // namespace dragoman::generation
