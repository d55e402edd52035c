#include "generation/engine.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "base/error.h"
#include "generation/scoring.h"

namespace dragoman::generation {
namespace {

using episodes::Completion;
using episodes::GenerationRequest;
using episodes::SamplingSettings;

constexpr int64_t kMaxRows = 1024;                    // rows decoding together
constexpr int64_t kMaxLogits = int64_t{1} << 26;      // rows times vocabulary
constexpr int64_t kMaxCacheBytes = int64_t{1} << 32;  // keys and values
constexpr int64_t kPromptRows = 512;                  // of prompts, computed beside others' tokens

int64_t max_rows(const nn::ModelConfig& config) {
  return std::min(kMaxRows, std::max<int64_t>(1, kMaxLogits / config.vocab_size));
}

}  // namespace

Engine::Engine(std::shared_ptr<const nn::Weights> weights, at::ScalarType compute,
               DecoderFactory make_decoder)
    : weights_(std::move(weights)), compute_(compute), make_decoder_(std::move(make_decoder)) {}

Decoder& Engine::decoder() {
  const at::NoGradGuard no_gradients;
  if (decoder_)
    decoder_->refresh(*weights_);
  else
    decoder_ = make_decoder_(*weights_, compute_);
  return *decoder_;
}

SequenceRules Engine::rules() const {
  const nn::ModelConfig& config = weights_->config;
  return {config.context_length(), config.vocab_size, config.eos_token_ids,
          !config.rope.by_length()};
}

std::unique_ptr<EngineSession> Engine::open_with(Decoder& decoder, int64_t pages) {
  const SchedulerLimits limits{pages, max_rows(weights_->config), kPromptRows};
  auto session = std::make_unique<EngineSession>(decoder, rules(), limits, in_use_);
  decoder.make_cache(pages);
  return session;
}

std::unique_ptr<episodes::Session> Engine::open(int64_t cache_bytes) {
  Decoder& decoder = this->decoder();
  return open_with(decoder, cache_bytes / decoder.page_bytes());
}

std::vector<std::vector<Completion>> Engine::generate(std::span<const GenerationRequest> requests,
                                                      const SamplingSettings& settings) {
  Decoder& decoder = this->decoder();
  const int64_t most_pages = kMaxCacheBytes / decoder.page_bytes();
  const auto session =
      open_with(decoder, Scheduler::pages_for_all(requests, settings, rules(), most_pages));
  for (const GenerationRequest& request : requests) session->add(request, settings);
  std::vector<std::vector<Completion>> results(requests.size());
  while (session->step()) {
  }
  for (episodes::Finished& one : session->take_finished())
    results[one.request] = std::move(one.completions);
  return results;
}

std::vector<std::vector<float>> Engine::logprobs(std::span<const std::vector<TokenId>> sequences) {
  for (size_t i = 0; i < sequences.size(); ++i)
    check_ids(sequences[i], rules(), fmt::format("sequence {}", i + 1));
  DRAGOMAN_CHECK(!in_use_, "a session has the cache");
  Decoder& decoder = this->decoder();
  return decoder.is_fast_with_rows() ? score_rows(decoder, sequences)
                                     : score_packed(*weights_, compute_, sequences);
}

}  // namespace dragoman::generation
