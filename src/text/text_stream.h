// Text from token ids that arrive one by one, as a reader wants to see it: never half a character.
#pragma once

#include <string>
#include <vector>

#include "text/tokenizer.h"

namespace dragoman::text {

// The pieces, one behind the other, are what `Tokenizer::decode` makes of all ids. Decoders look at
// their neighbours, so each call decodes the last few ids again, however many there were.
class TextStream {
 public:
  TextStream(Tokenizer tokenizer, bool skip_special_tokens)
      : tokenizer_(std::move(tokenizer)), skip_special_tokens_(skip_special_tokens) {}

  // The text that is certain now, and was not before; empty while a character is incomplete.
  std::string push(TokenId id);

  // What is still held back: a character that stays incomplete is U+FFFD.
  std::string finish();

 private:
  std::string advance(std::string_view text);
  void forget(std::string_view text);

  Tokenizer tokenizer_;
  bool skip_special_tokens_;
  std::vector<TokenId> ids_;  // the last ones that are shown, enough to decode what follows
  std::string given_;         // of their text
};

}  // namespace dragoman::text
