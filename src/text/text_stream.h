// Text from token ids that arrive one by one, as a reader wants to see it: never half a character.
#pragma once

#include <string>
#include <vector>

#include "text/tokenizer.h"

namespace dragoman::text {

// The pieces, one behind the other, are what `Tokenizer::decode` makes of all ids. Each call
// decodes all ids so far: decoders look at their neighbours, and thousands of ids take
// microseconds.
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

  Tokenizer tokenizer_;
  bool skip_special_tokens_;
  std::vector<TokenId> ids_;
  std::string given_;
};

}  // namespace dragoman::text
