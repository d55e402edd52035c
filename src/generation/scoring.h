// The model's own logprobs of given sequences, at temperature 1. Result [t] is of token t given all
// before it; the first is NaN.
#pragma once

#include <c10/core/ScalarType.h>

#include <span>
#include <vector>

#include "generation/decoder.h"

namespace dragoman::generation {

using Sequences = std::span<const std::vector<TokenId>>;

// As rows of a decoder: what it records while it generates, to the bit where it is exact.
std::vector<std::vector<float>> score_rows(Decoder& decoder, Sequences sequences);

// By the trainer's forward pass, packed.
std::vector<std::vector<float>> score_packed(const nn::Weights& weights, at::ScalarType compute,
                                             Sequences sequences);

}  // namespace dragoman::generation
