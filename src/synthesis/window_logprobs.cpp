#include "synthesis/window_logprobs.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace dragoman::synthesis {

double TextLoss::perplexity() const { return std::exp(sum / static_cast<double>(tokens)); }

std::vector<TextLoss> text_losses(episodes::Generator& generator,
                                  std::span<const std::vector<TokenId>> texts, int64_t window) {
  DRAGOMAN_CHECK(window >= 2, "nothing is predicted in a window of one token");
  std::vector<std::vector<TokenId>> pieces;
  std::vector<size_t> owners;
  for (size_t i = 0; i < texts.size(); ++i) {
    const auto length = static_cast<int64_t>(texts[i].size());
    for (int64_t begin = 0; begin + 1 < length; begin += window - 1) {
      const auto first = texts[i].begin() + begin;
      pieces.emplace_back(first, first + std::min(window, length - begin));
      owners.push_back(i);
    }
  }
  std::vector<TextLoss> losses(texts.size());
  const auto logprobs = generator.logprobs(pieces);
  for (size_t piece = 0; piece < pieces.size(); ++piece) {
    TextLoss& loss = losses[owners[piece]];
    for (size_t t = 1; t < pieces[piece].size(); ++t) loss.sum -= double{logprobs[piece][t]};
    loss.tokens += static_cast<int64_t>(pieces[piece].size()) - 1;
  }
  return losses;
}

}  // namespace dragoman::synthesis
