// Tokens out of weights, seen from below: no tensors here. `generation` implements it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/random.h"
#include "episodes/episode.h"

namespace dragoman::episodes {

struct GenerationRequest {
  std::vector<TokenId> prompt;  // not empty
  int64_t num_return_sequences = 1;
  Rng stream{0};  // sample i draws from stream.derive("sample", i), whatever else is in the batch
  int64_t max_completion_length = 0;  // where it is less than the settings'; 0: the settings'

  int64_t limit(const SamplingSettings& settings) const {
    const int64_t shared = settings.max_completion_length;
    return max_completion_length > 0 ? std::min(max_completion_length, shared) : shared;
  }
};

struct Completion {
  std::vector<TokenId> tokens;            // the end token included
  std::vector<float> logprobs;            // the model's own, at temperature 1, before any filter
  std::vector<float> behaviour_logprobs;  // of the distribution it was drawn from
  FinishReason finish = FinishReason::kStop;

  bool operator==(const Completion&) const = default;
};

// Not thread-safe.
class Generator {
 public:
  virtual ~Generator() = default;

  // One list of completions a request, in the order of the requests. `progress` hears of every
  // finished request.
  virtual std::vector<std::vector<Completion>> generate(
      std::span<const GenerationRequest> requests, const SamplingSettings& settings,
      const std::function<void(int64_t)>& progress = {}) = 0;

  // logprobs[t] of token t given all before it, at temperature 1; the first is NaN.
  virtual std::vector<std::vector<float>> logprobs(
      std::span<const std::vector<TokenId>> sequences) = 0;

  virtual int64_t context_length() const = 0;   // tokens a sequence may have at most
  virtual int64_t vocabulary_size() const = 0;  // ids are below it
};

}  // namespace dragoman::episodes
