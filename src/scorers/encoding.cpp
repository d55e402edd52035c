#include "scorers/encoding.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>

namespace dragoman::scorers {
namespace {

// Enough rows for the products to run at full speed; more would leave the caches.
constexpr size_t kBatchTokens = 4096;

// Longest first: what does not fit into memory shows at once.
std::vector<size_t> by_length(std::span<const nn::EncoderInput> inputs) {
  std::vector<size_t> order(inputs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return inputs[a].ids.size() > inputs[b].ids.size(); });
  return order;
}

}  // namespace

size_t DistinctInputs::add(nn::EncoderInput input) {
  std::string key(reinterpret_cast<const char*>(input.ids.data()),
                  input.ids.size() * sizeof(TokenId));
  const auto [place, is_new] = places_.emplace(std::move(key), inputs_.size());
  if (is_new) inputs_.push_back(std::move(input));
  return place->second;
}

at::Tensor encode(const nn::Encoder& encoder, std::span<const nn::EncoderInput> inputs,
                  const Reduction& reduction, const episodes::EncodingProgress& progress) {
  at::Tensor vectors =
      at::empty({static_cast<int64_t>(inputs.size()), encoder.config().hidden_size});
  const std::vector<size_t> order = by_length(inputs);
  int64_t total = 0;
  for (const nn::EncoderInput& input : inputs) total += static_cast<int64_t>(input.ids.size());
  int64_t done = 0;
  for (size_t begin = 0; begin < order.size();) {
    std::vector<const nn::EncoderInput*> batch;
    std::vector<int64_t> rows;
    size_t tokens = 0;
    for (; begin < order.size(); ++begin) {
      const nn::EncoderInput& input = inputs[order[begin]];
      if (!batch.empty() && tokens + input.ids.size() > kBatchTokens) break;
      tokens += input.ids.size();
      batch.push_back(&input);
      rows.push_back(static_cast<int64_t>(order[begin]));
    }
    const at::Tensor made = sentence_vectors(encoder, encoder.make_batch(batch), reduction);
    vectors.index_copy_(0, at::tensor(rows, at::kLong), made.to(at::kCPU));
    done += static_cast<int64_t>(tokens);
    if (progress) progress(done, total);
  }
  return vectors;
}

}  // namespace dragoman::scorers
