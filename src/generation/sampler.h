// Draws one token from the model's logits, as the settings say, and records both logprobs.
#pragma once

#include <span>
#include <vector>

#include "base/random.h"
#include "episodes/episode.h"

namespace dragoman::generation {

struct Draw {
  TokenId token = 0;
  float logprob = 0.0F;            // the model's own, at temperature 1, before any filter
  float behaviour_logprob = 0.0F;  // of the distribution drawn from; 0 when greedy
};

// What the sampler must know of a row besides its logits.
struct RowContext {
  Rng* stream = nullptr;             // one uniform draw a token
  std::span<const TokenId> history;  // prompt and completion so far (repetition penalty)
};

// The logits [V] of one row, which are left as they are. Any thread may draw; logits that are not
// finite give a logprob that is not, and any token.
Draw draw_token(std::span<const float> logits, const episodes::SamplingSettings& settings,
                const RowContext& row);

// Turns one row of logits into those of the filtered distribution (filtered-out entries are
// -infinity), in the order transformers applies: repetition penalty, temperature, top-k, top-p,
// min-p. temperature > 0.
void filter_logits(std::span<float> logits, const episodes::SamplingSettings& settings,
                   std::span<const TokenId> history);

}  // namespace dragoman::generation
