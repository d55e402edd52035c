// Draws one token from the model's logits, as the settings say, and records both logprobs. What the
// settings do to the logits is in logit_rules.h; which of the likeliest tokens stay, in
// candidates.h.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "generation/beam_search.h"
#include "generation/logit_rules.h"

namespace dragoman::generation {

constexpr TokenId kNoToken = -1;

// What a completion says that ended for want of a token.
std::string no_token_text(size_t tokens_so_far);

struct Draw {
  TokenId token = kNoToken;        // kNoToken: the settings left none to draw
  float logprob = 0.0F;            // the model's own, at temperature 1, before any filter
  float behaviour_logprob = 0.0F;  // of the distribution drawn from; 0 when greedy
};

// Any number of threads may draw with one.
class Sampler {
 public:
  // Settings that the vocabulary cannot follow are an Error that names the key.
  Sampler(episodes::SamplingSettings settings, const Vocabulary& vocabulary)
      : settings_(std::move(settings)), rules_(settings_, vocabulary) {}

  const episodes::SamplingSettings& settings() const { return settings_; }

  // The logits [V] of one row, which are left as they are; `stream` gives one uniform draw. Logits
  // that are not finite give a logprob that is not, and any token.
  Draw draw(std::span<const float> logits, const RowContext& row, Rng& stream) const;

 private:
  // Of logits that are divided by the temperature.
  Draw draw_scaled(std::span<const float> logits, double uniform) const;

  episodes::SamplingSettings settings_;
  LogitRules rules_;
};

// The `count` likeliest tokens and those as likely as the last of them, in any order. Logits that
// are not finite give one that is not.
std::vector<Continuation> likeliest_continuations(std::span<const float> logits, size_t count);

}  // namespace dragoman::generation
