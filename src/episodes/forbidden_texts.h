// Texts that must not appear in a completion, wherever tokens begin and end.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "episodes/token_mask.h"
#include "text/first_occurrence.h"
#include "text/token_bytes.h"
#include "text/tokenizer.h"

namespace dragoman::episodes {

// Any number of threads may use one. A text that is a special token, which has no bytes, is that
// token. The token bytes outlive it.
class ForbiddenTexts {
 public:
  ForbiddenTexts(std::span<const std::string> texts, const text::Tokenizer& tokenizer,
                 const text::TokenBytes& first, const text::TokenBytes& later);

  // States begin at 0.
  int32_t read(int32_t state, std::string_view bytes) const;

  // Every token that completes none of the texts; an end token may always be drawn.
  std::shared_ptr<const TokenMask> mask(int32_t state, bool first);

 private:
  bool completes(int32_t state, std::string_view bytes) const;

  text::FirstOccurrence automaton_;
  std::vector<TokenId> tokens_;  // special tokens that are a text
  const text::TokenBytes& first_;
  const text::TokenBytes& later_;
  std::mutex mutex_;
  std::map<std::pair<int32_t, bool>, std::shared_ptr<const TokenMask>> masks_;
};

}  // namespace dragoman::episodes
