#include "generation/engine.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/parallel.h"
#include "generation/decoder.h"
#include "generation/plan.h"
#include "generation/sampler.h"
#include "nn/head.h"
#include "nn/transformer.h"

namespace dragoman::generation {
namespace {

using episodes::Completion;
using episodes::FinishReason;
using episodes::GenerationRequest;
using episodes::SamplingSettings;

constexpr int64_t kMaxRows = 1024;                    // rows decoding together
constexpr int64_t kMaxLogits = int64_t{1} << 26;      // rows times vocabulary
constexpr int64_t kMaxCacheBytes = int64_t{1} << 32;  // keys and values of one batch
constexpr int64_t kMaxPackedCells = 8192;             // padded tokens of one logprob pass
constexpr int64_t kPromptRows = 512;                  // of prompts, computed beside others' tokens
constexpr double kCompactBelow = 0.75;  // share of live rows that triggers a compaction

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

void check_ids(std::span<const TokenId> ids, const nn::ModelConfig& config,
               const std::string& where) {
  if (ids.empty()) throw_input("{}: has no tokens", where);
  const int64_t length = static_cast<int64_t>(ids.size());
  if (length > config.context_length())
    throw_input("{}: {} tokens are more than the model's context of {}", where, length,
                config.context_length());
  for (const TokenId id : ids)
    if (id < 0 || id >= config.vocab_size)
      throw_input("{}: token id {} is outside the vocabulary of {}", where, id, config.vocab_size);
}

void check_requests(std::span<const GenerationRequest> requests, const nn::ModelConfig& config) {
  for (size_t i = 0; i < requests.size(); ++i) {
    const std::string where = fmt::format("prompt {}", i + 1);
    check_ids(requests[i].prompt, config, where);
    if (static_cast<int64_t>(requests[i].prompt.size()) == config.context_length())
      throw_input("{}: fills the model's context of {}, nothing can follow", where,
                  config.context_length());
  }
}

BatchLimits limits_of(const nn::ModelConfig& config) {
  const int64_t bytes_per_token =
      config.num_hidden_layers * 2 * config.key_value_size() * int64_t{sizeof(float)};
  return {std::min(kMaxRows, std::max<int64_t>(1, kMaxLogits / config.vocab_size)),
          kMaxCacheBytes / bytes_per_token};
}

void check_finite(const Draw& draw) {
  if (!std::isfinite(draw.logprob))
    throw_failure("the model's output is not finite; are its weights sound?");
}

class Batch {
 public:
  Batch(const nn::Weights& weights, at::ScalarType compute, const SamplingSettings& settings)
      : weights_(weights), decoder_(weights, compute), settings_(settings) {}

  // Plays the given requests to their end.
  std::vector<Row> play(std::span<const GenerationRequest> requests,
                        std::span<const Share> shares) {
    at::Tensor logits = start(requests, shares);
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
  at::Tensor start(std::span<const GenerationRequest> requests, std::span<const Share> shares) {
    std::vector<std::vector<TokenId>> prompts;
    std::vector<int64_t> copies;
    int64_t longest = 0;
    for (const Share& share : shares) {
      const GenerationRequest& request = requests[share.request];
      prompts.push_back(request.prompt);
      copies.push_back(share.count);
      const int64_t room =
          weights_.config.context_length() - static_cast<int64_t>(request.prompt.size());
      const int64_t limit = std::min(request.limit(settings_), room);
      for (int64_t i = share.first; i < share.first + share.count; ++i)
        rows_.push_back(
            {share.request, i, request.stream.derive("sample", i), limit, request.prompt, {}});
      longest = std::max(longest, limit);
    }
    return decoder_.start(prompts, copies, longest);
  }

  std::vector<Draw> draw(const at::Tensor& logits, const std::vector<Row*>& live) const {
    const at::Tensor here = logits.to(at::kCPU).to(at::kFloat).contiguous();  // [B, V]
    const auto width = static_cast<size_t>(here.size(1));
    std::vector<Draw> draws(live.size());
    parallel_for(static_cast<int64_t>(live.size()), [&](int64_t i) {
      const std::span<const float> row(here.const_data_ptr<float>() + i * here.size(1), width);
      draws[i] = draw_token(row, settings_, {&live[i]->stream, live[i]->history});
    });
    return draws;
  }

  void take(const std::vector<Draw>& draws, const std::vector<Row*>& live) const {
    const auto& ends = weights_.config.eos_token_ids;
    for (size_t i = 0; i < live.size(); ++i) {
      Row& row = *live[i];
      if (row.done) continue;
      check_finite(draws[i]);
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

}  // namespace

Engine::Engine(std::shared_ptr<const nn::Weights> weights, at::ScalarType compute)
    : weights_(std::move(weights)), compute_(compute) {}

Engine::~Engine() = default;

std::vector<std::vector<Completion>> Engine::generate(
    std::span<const GenerationRequest> requests, const SamplingSettings& settings,
    const std::function<void(int64_t)>& progress) {
  const at::NoGradGuard no_gradients;
  check_requests(requests, weights_->config);
  const bool on_cpu = weights_->device().is_cpu() && compute_ == at::kFloat;
  return on_cpu ? play_on_cpu(requests, settings, progress)
                : play_in_batches(requests, settings, progress);
}

std::vector<std::vector<Completion>> Engine::play_on_cpu(
    std::span<const GenerationRequest> requests, const SamplingSettings& settings,
    const std::function<void(int64_t)>& progress) {
  const nn::ModelConfig& config = weights_->config;
  if (!cpu_)
    cpu_ = std::make_unique<CpuDecoder>(*weights_, thread_count());
  else
    cpu_->refresh(*weights_);
  Scheduler scheduler(requests, settings,
                      {config.context_length(), config.eos_token_ids, !config.rope.by_length()},
                      {kMaxCacheBytes / cpu_->page_bytes(), limits_of(config).rows, kPromptRows});
  cpu_->make_cache(scheduler.cache_pages());
  for (int64_t finished = 0;;) {
    const std::span<const StepRow> rows = scheduler.plan();
    if (rows.empty()) break;
    const auto drawing = scheduler.drawing();
    cpu_->step(rows, [&](const StepRow& row, std::span<const float> logits) {
      for (int32_t i = row.draw_begin; i < row.draw_end; ++i)
        drawing[i]->draw = draw_token(logits, settings, {&drawing[i]->stream, drawing[i]->history});
    });
    for (const Sample* sample : drawing) check_finite(sample->draw);
    scheduler.advance([this](PageId from, PageId to) { cpu_->copy_page(from, to); });
    if (progress && std::exchange(finished, scheduler.finished_requests()) != finished)
      progress(scheduler.finished_requests());
  }
  return scheduler.take_results();
}

std::vector<std::vector<Completion>> Engine::play_in_batches(
    std::span<const GenerationRequest> requests, const SamplingSettings& settings,
    const std::function<void(int64_t)>& progress) {
  std::vector<std::vector<Completion>> results(requests.size());
  for (size_t i = 0; i < requests.size(); ++i)
    results[i].resize(static_cast<size_t>(requests[i].num_return_sequences));
  int64_t finished = 0;
  const int64_t new_tokens =
      std::min(settings.max_completion_length, weights_->config.context_length());
  const nn::Weights weights = nn::cast_matrices(*weights_, compute_);
  for (const auto& shares : plan_batches(requests, new_tokens, limits_of(weights_->config))) {
    Batch batch(weights, compute_, settings);
    for (Row& row : batch.play(requests, shares))
      results[row.request][row.sample] = std::move(row.completion);
    for (const Share& share : shares)
      finished += share.first + share.count == requests[share.request].num_return_sequences;
    if (progress) progress(finished);
  }
  return results;
}

// Row t of the hidden states scores token t + 1, so a pack is scored whole and the scores across a
// border between two sequences are dropped.
std::vector<std::vector<float>> Engine::logprobs(std::span<const std::vector<TokenId>> sequences) {
  const at::NoGradGuard no_gradients;
  std::vector<int64_t> lengths;
  for (size_t i = 0; i < sequences.size(); ++i) {
    check_ids(sequences[i], weights_->config, fmt::format("sequence {}", i + 1));
    lengths.push_back(static_cast<int64_t>(sequences[i].size()));
  }
  std::vector<std::vector<float>> results(sequences.size());
  for (const std::vector<size_t>& chosen : plan_packs(lengths, kMaxPackedCells)) {
    std::vector<TokenId> tokens;
    std::vector<int32_t> cu_seqlens{0}, positions;
    for (const size_t i : chosen) {
      tokens.insert(tokens.end(), sequences[i].begin(), sequences[i].end());
      for (int32_t t = 0; t < lengths[i]; ++t) positions.push_back(t);
      cu_seqlens.push_back(static_cast<int32_t>(tokens.size()));
    }
    const nn::PackedLayout layout = nn::make_layout(*weights_, tokens, cu_seqlens, positions);
    const at::Tensor hidden = nn::forward_packed(*weights_, layout, compute_);
    const int64_t scored_rows = hidden.size(0) - 1;
    const at::Tensor scored =
        nn::score_targets(hidden.narrow(0, 0, scored_rows), weights_->head,
                          layout.tokens.narrow(0, 1, scored_rows),
                          {.compute = compute_, .cap = weights_->config.logit_cap})
            .logprob.to(at::kCPU);
    const float* data = scored.const_data_ptr<float>();
    for (size_t i = 0; i < chosen.size(); ++i) {
      std::vector<float>& result = results[chosen[i]];
      result.push_back(std::numeric_limits<float>::quiet_NaN());
      result.insert(result.end(), data + cu_seqlens[i], data + cu_seqlens[i + 1] - 1);
    }
  }
  return results;
}

}  // namespace dragoman::generation
