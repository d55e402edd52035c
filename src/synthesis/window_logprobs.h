// Perplexity of texts of any length under a model that reads so many tokens at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "episodes/generator.h"

namespace dragoman::synthesis {

struct TextLoss {
  double sum = 0.0;    // of -logprob, nats
  int64_t tokens = 0;  // that were predicted: all but the first

  double perplexity() const;  // e^(sum / tokens); at least one token
};

// One loss a text, in their order. A text longer than `window` (at least 2) is read in pieces, each
// of which begins with the last token of the one before, so that every token but the text's first
// is predicted once; a piece sees nothing before it. Texts of fewer than two tokens have no tokens.
std::vector<TextLoss> text_losses(episodes::Generator& generator,
                                  std::span<const std::vector<TokenId>> texts, int64_t window);

}  // namespace dragoman::synthesis
