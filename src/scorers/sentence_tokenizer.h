// Text as an encoder's input: <s> … </s> or [CLS] … [SEP], cut to a length.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "text/tokenizer.h"

namespace dragoman::scorers {

class SentenceTokenizer {
 public:
  // A tokenizer that does not put exactly one token before a text and one behind is an Error, as
  // are ids at or above `vocabulary`, the encoder's.
  SentenceTokenizer(const Path& folder, int64_t vocabulary);

  // At most `length` (>= 2) tokens, with both special tokens; what is cut is at the end.
  std::vector<TokenId> encode(std::string_view text, int64_t length) const;

  TokenId begin() const { return begin_; }
  TokenId end() const { return end_; }

 private:
  text::Tokenizer tokenizer_;
  TokenId begin_ = 0;
  TokenId end_ = 0;
};

}  // namespace dragoman::scorers
