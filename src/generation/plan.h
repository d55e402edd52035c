// How work is cut into pieces that fit memory. Neighbours never change a result, so the cut is
// free: sequences of like length go together. No tensors.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "episodes/generator.h"

namespace dragoman::generation {

// Samples `first` to `first + count - 1` of one request.
struct Share {
  size_t request = 0;
  int64_t first = 0;
  int64_t count = 0;
};

struct BatchLimits {
  int64_t rows = 0;          // decoding together
  int64_t cache_tokens = 0;  // rows times the columns of the longest
};

// Every sample of every request once, in batches within the limits (a batch of one row may pass
// them), short prompts first. `new_tokens` is what a sample may add.
std::vector<std::vector<Share>> plan_batches(std::span<const episodes::GenerationRequest> requests,
                                             int64_t new_tokens, const BatchLimits& limits);

// Indices of all lengths, ascending by length, cut so that count times longest stays within `cells`
// (a single long one may pass it).
std::vector<std::vector<size_t>> plan_packs(std::span<const int64_t> lengths, int64_t cells);

}  // namespace dragoman::generation
