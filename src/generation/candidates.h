// The tokens that top-k, top-p and min-p leave, without sorting a vocabulary: the largest logit of
// each block gives a bound under which nothing can stay, and only what passes it is looked at.
#pragma once

#include <span>
#include <vector>

#include "episodes/sampling.h"
#include "text/token.h"

namespace dragoman::generation {

struct Candidate {
  TokenId token = 0;
  float logit = 0.0F;
  double weight = 0.0;  // exp(logit - largest)
};

// Whether the settings filter by likelihood at all.
bool keeps_likeliest(const episodes::SamplingSettings& settings);

// What stays of logits that are divided by the temperature, in the order of the tokens; empty where
// all of them are -infinity. Each filter sees what the one before it left:
// top-k (which keeps ties), top-p (of equal tokens the first), min-p. The list is this thread's and
// holds until its next call.
std::span<const Candidate> likeliest(std::span<const float> logits,
                                     const episodes::SamplingSettings& settings);

}  // namespace dragoman::generation
