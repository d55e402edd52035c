#include "generation/engine.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "generation/decoder.h"
#include "generation/sampler.h"
#include "nn/head.h"
#include "nn/transformer.h"

namespace dragoman::generation {
namespace {

using episodes::Completion;
using episodes::FinishReason;
using episodes::GenerationRequest;
using episodes::SamplingSettings;

constexpr int64_t kMaxRows = 1024;             // rows decoding together
constexpr int64_t kMaxPackedTokens = 8192;     // tokens of one logprob pass
constexpr double kCompactBelow = 0.75;         // share of live rows that triggers a compaction

// One sequence on its way.
struct Row {
  size_t request = 0;
  int64_t sample = 0;
  Rng stream{0};
  int64_t limit = 0;  // new tokens at most
  std::vector<TokenId> history;
  Completion completion;
  bool done = false;
};

void check_prompt(const GenerationRequest& request, size_t index, const nn::ModelConfig& config) {
  const int64_t length = static_cast<int64_t>(request.prompt.size());
  if (length == 0) throw_input("prompt {}: is empty", index + 1);
  if (length >= config.max_position_embeddings)
    throw_input("prompt {}: {} tokens leave no room in a context of {}", index + 1, length,
                config.max_position_embeddings);
  for (const TokenId token : request.prompt)
    if (token < 0 || token >= config.vocab_size)
      throw_input("prompt {}: token id {} is outside the vocabulary of {}", index + 1, token,
                  config.vocab_size);
}

class Batch {
 public:
  Batch(const nn::Weights& weights, at::ScalarType compute, const SamplingSettings& settings)
      : weights_(weights), decoder_(weights, compute), settings_(settings) {}

  // Plays the given requests to their end.
  std::vector<Row> play(std::span<const GenerationRequest> requests,
                        std::span<const size_t> chosen) {
    at::Tensor logits = start(requests, chosen);
    std::vector<Row*> live;
    for (Row& row : rows_) live.push_back(&row);
    while (true) {
      take(draw(logits, live), live);
      if (std::all_of(live.begin(), live.end(), [](const Row* row) { return row->done; })) break;
      compact(live);
      std::vector<TokenId> last;
      for (const Row* row : live) last.push_back(row->completion.tokens.back());
      logits = decoder_.step(last);
    }
    return std::move(rows_);
  }

 private:
  at::Tensor start(std::span<const GenerationRequest> requests, std::span<const size_t> chosen) {
    std::vector<std::vector<TokenId>> prompts;
    std::vector<int64_t> copies;
    int64_t longest = 0;
    for (const size_t index : chosen) {
      const GenerationRequest& request = requests[index];
      prompts.push_back(request.prompt);
      copies.push_back(request.num_return_sequences);
      const int64_t room = weights_.config.max_position_embeddings -
                           static_cast<int64_t>(request.prompt.size());
      for (int64_t i = 0; i < request.num_return_sequences; ++i)
        rows_.push_back({index, i, request.stream.derive("sample", i),
                         std::min(settings_.max_completion_length, room), request.prompt, {}});
      longest = std::max(longest, std::min(settings_.max_completion_length, room));
    }
    return decoder_.start(prompts, copies, longest);
  }

  std::vector<Draw> draw(const at::Tensor& logits, const std::vector<Row*>& live) const {
    std::vector<RowContext> contexts;
    for (Row* row : live) contexts.push_back({&row->stream, row->history});
    return draw_tokens(logits, settings_, contexts);
  }

  void take(const std::vector<Draw>& draws, const std::vector<Row*>& live) const {
    const auto& ends = weights_.config.eos_token_ids;
    for (size_t i = 0; i < live.size(); ++i) {
      Row& row = *live[i];
      if (row.done) continue;
      Completion& completion = row.completion;
      completion.tokens.push_back(draws[i].token);
      completion.logprobs.push_back(draws[i].logprob);
      completion.behaviour_logprobs.push_back(draws[i].behaviour_logprob);
      row.history.push_back(draws[i].token);
      const bool ended = std::find(ends.begin(), ends.end(), draws[i].token) != ends.end();
      completion.finish = ended ? FinishReason::kStop : FinishReason::kLength;
      row.done = ended || static_cast<int64_t>(completion.tokens.size()) >= row.limit;
    }
  }

  void compact(std::vector<Row*>& live) {
    std::vector<int64_t> keep;
    for (size_t i = 0; i < live.size(); ++i)
      if (!live[i]->done) keep.push_back(static_cast<int64_t>(i));
    if (static_cast<double>(keep.size()) > kCompactBelow * static_cast<double>(live.size())) return;
    decoder_.keep(keep);
    std::vector<Row*> kept;
    for (const int64_t i : keep) kept.push_back(live[i]);
    live = std::move(kept);
  }

  const nn::Weights& weights_;
  Decoder decoder_;
  const SamplingSettings& settings_;
  std::vector<Row> rows_;
};

// Requests by prompt length, cut into batches of at most kMaxRows rows.
std::vector<std::vector<size_t>> plan(std::span<const GenerationRequest> requests) {
  std::vector<size_t> order(requests.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return requests[a].prompt.size() < requests[b].prompt.size();
  });
  std::vector<std::vector<size_t>> batches;
  int64_t rows = kMaxRows;
  for (const size_t index : order) {
    rows += requests[index].num_return_sequences;
    if (rows > kMaxRows) {
      batches.emplace_back();
      rows = requests[index].num_return_sequences;
    }
    batches.back().push_back(index);
  }
  return batches;
}

}  // namespace

Engine::Engine(std::shared_ptr<const nn::Weights> weights, at::ScalarType compute)
    : weights_(std::move(weights)), compute_(compute) {}

std::vector<std::vector<Completion>> Engine::generate(
    std::span<const GenerationRequest> requests, const SamplingSettings& settings,
    const std::function<void(int64_t)>& progress) {
  const at::NoGradGuard no_gradients;
  std::vector<std::vector<Completion>> results(requests.size());
  for (size_t i = 0; i < requests.size(); ++i) {
    check_prompt(requests[i], i, weights_->config);
    results[i].resize(static_cast<size_t>(requests[i].num_return_sequences));
  }
  int64_t finished = 0;
  for (const std::vector<size_t>& chosen : plan(requests)) {
    Batch batch(*weights_, compute_, settings);
    for (Row& row : batch.play(requests, chosen))
      results[row.request][row.sample] = std::move(row.completion);
    finished += static_cast<int64_t>(chosen.size());
    if (progress) progress(finished);
  }
  return results;
}

std::vector<std::vector<float>> Engine::logprobs(
    std::span<const std::vector<TokenId>> sequences) {
  const at::NoGradGuard no_gradients;
  constexpr float kUndefined = std::numeric_limits<float>::quiet_NaN();
  for (const auto& sequence : sequences)
    if (sequence.empty()) throw_input("a sequence without tokens has no logprobs");
  std::vector<std::vector<float>> results(sequences.size());
  for (size_t begin = 0; begin < sequences.size();) {
    std::vector<TokenId> tokens;
    std::vector<int32_t> cu_seqlens{0}, positions;
    size_t end = begin;
    for (; end < sequences.size() && (end == begin || static_cast<int64_t>(tokens.size()) <
                                                          kMaxPackedTokens); ++end) {
      tokens.insert(tokens.end(), sequences[end].begin(), sequences[end].end());
      for (size_t i = 0; i < sequences[end].size(); ++i) positions.push_back(static_cast<int32_t>(i));
      cu_seqlens.push_back(static_cast<int32_t>(tokens.size()));
    }
    const nn::PackedLayout layout = nn::make_layout(*weights_, tokens, cu_seqlens, positions);
    const at::Tensor hidden = nn::forward_packed(*weights_, layout, compute_);
    const at::Tensor scored =
        nn::score_targets(hidden.narrow(0, 0, hidden.size(0) - 1), weights_->head,
                          layout.tokens.narrow(0, 1, hidden.size(0) - 1), {1.0, false, compute_})
            .logprob.to(at::kCPU);
    const float* data = scored.const_data_ptr<float>();
    for (size_t i = begin; i < end; ++i) {
      const int32_t first = cu_seqlens[i - begin];
      results[i].assign(data + first - 1 + (first == 0), data + cu_seqlens[i - begin + 1] - 1);
      if (first == 0) results[i].insert(results[i].begin(), kUndefined);
      results[i][0] = kUndefined;
    }
    begin = end;
  }
  return results;
}

}  // namespace dragoman::generation
