#include "episodes/forbidden_texts.h"

#include <algorithm>

namespace dragoman::episodes {

ForbiddenTexts::ForbiddenTexts(std::span<const std::string> texts, const text::Tokenizer& tokenizer,
                               const text::TokenBytes& first, const text::TokenBytes& later)
    : automaton_(texts), first_(first), later_(later) {
  for (const std::string& text : texts)
    if (const auto token = tokenizer.token_id(text); token && tokenizer.is_special(*token))
      tokens_.push_back(*token);
}

int32_t ForbiddenTexts::read(int32_t state, std::string_view bytes) const {
  for (const char byte : bytes) state = automaton_.next(state, static_cast<uint8_t>(byte));
  return state;
}

bool ForbiddenTexts::completes(int32_t state, std::string_view bytes) const {
  return std::any_of(bytes.begin(), bytes.end(), [&](char byte) {
    state = automaton_.next(state, static_cast<uint8_t>(byte));
    return automaton_.found(state) > 0;
  });
}

std::shared_ptr<const TokenMask> ForbiddenTexts::mask(int32_t state, bool first) {
  const std::lock_guard lock(mutex_);
  auto& known = masks_[{state, first}];
  if (known) return known;
  const text::TokenBytes& bytes = first ? first_ : later_;
  auto mask = std::make_shared<TokenMask>(bytes.size());
  mask->complete = true;
  for (TokenId token = 0; token < bytes.size(); ++token)
    if (!completes(state, bytes[token])) mask->allow(token);
  for (const TokenId token : tokens_)
    if (token < bytes.size()) mask->forbid(token);
  return known = mask;
}

}  // namespace dragoman::episodes
