#include "generation/engine.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "generation/plan.h"
#include "generation/sampler.h"
#include "generation/scheduler.h"
#include "nn/head.h"
#include "nn/transformer.h"

namespace dragoman::generation {
namespace {

using episodes::Completion;
using episodes::GenerationRequest;
using episodes::SamplingSettings;

constexpr int64_t kMaxRows = 1024;                    // rows decoding together
constexpr int64_t kMaxLogits = int64_t{1} << 26;      // rows times vocabulary
constexpr int64_t kMaxCacheBytes = int64_t{1} << 32;  // keys and values
constexpr int64_t kMaxPackedCells = 8192;             // padded tokens of one logprob pass
constexpr int64_t kPromptRows = 512;                  // of prompts, computed beside others' tokens

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

int64_t max_rows(const nn::ModelConfig& config) {
  return std::min(kMaxRows, std::max<int64_t>(1, kMaxLogits / config.vocab_size));
}

void check_finite(const Draw& draw) {
  if (!std::isfinite(draw.logprob))
    throw_failure("the model's output is not finite; are its weights sound?");
}

}  // namespace

Engine::Engine(std::shared_ptr<const nn::Weights> weights, at::ScalarType compute,
               DecoderFactory make_decoder)
    : weights_(std::move(weights)), compute_(compute), make_decoder_(std::move(make_decoder)) {}

Decoder& Engine::decoder() {
  if (decoder_)
    decoder_->refresh(*weights_);
  else
    decoder_ = make_decoder_(*weights_, compute_);
  return *decoder_;
}

std::vector<std::vector<Completion>> Engine::generate(
    std::span<const GenerationRequest> requests, const SamplingSettings& settings,
    const std::function<void(int64_t)>& progress) {
  const at::NoGradGuard no_gradients;
  const nn::ModelConfig& config = weights_->config;
  check_requests(requests, config);
  Decoder& decoder = this->decoder();
  Scheduler scheduler(requests, settings,
                      {config.context_length(), config.eos_token_ids, !config.rope.by_length()},
                      {kMaxCacheBytes / decoder.page_bytes(), max_rows(config), kPromptRows});
  decoder.make_cache(scheduler.cache_pages());
  for (int64_t finished = 0;;) {
    const std::span<const StepRow> rows = scheduler.plan();
    if (rows.empty()) break;
    const auto drawing = scheduler.drawing();
    decoder.step(rows, [&](const StepRow& row, std::span<const float> logits) {
      for (int32_t i = row.draw_begin; i < row.draw_end; ++i)
        drawing[i]->draw = draw_token(logits, settings, {&drawing[i]->stream, drawing[i]->history});
    });
    for (const Sample* sample : drawing) check_finite(sample->draw);
    scheduler.advance([&](PageId from, PageId to) { decoder.copy_page(from, to); });
    if (progress && std::exchange(finished, scheduler.finished_requests()) != finished)
      progress(scheduler.finished_requests());
  }
  return scheduler.take_results();
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
