// Learns byte-pair merges from counted words: again and again the most frequent pair of neighbours
// becomes a token (Sennrich et al. 2016). Pair counts are kept up to date instead of recounted, and
// a heap with late correction finds the next pair. Makes the merges of `tokenizers`' BpeTrainer,
// ties included: the highest count, then the smallest pair of ids.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "text/token.h"
#include "text/word_counts.h"

namespace dragoman::text {

struct MergeLimits {
  int64_t vocabulary_size = 0;  // tokens in all, those given included
  int64_t min_frequency = 0;    // pairs seen less often are not merged
  int64_t max_token_length = std::numeric_limits<int64_t>::max();  // in bytes, exclusive
  std::function<void()> on_merge = {};                             // progress; may be empty
};

struct LearnedTokens {
  std::vector<std::string> tokens;                  // by id, as the vocabulary writes them
  std::vector<std::pair<TokenId, TokenId>> merges;  // by rank
};

// Ids go to `special` first, then to the 256 bytes by their byte-level character, then to merges.
LearnedTokens learn_merges(const std::vector<CountedWord>& words,
                           const std::vector<std::string>& special, const MergeLimits& limits);

}  // namespace dragoman::text
