// The tokens "<0x00>" to "<0xFF>" of a vocabulary: what becomes of text it has no other token for.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "text/vocabulary.h"

namespace dragoman::text {

class ByteTokens {
 public:
  explicit ByteTokens(const Vocabulary& vocabulary);

  // Appends one id a byte; nothing, and false, where a byte has no token.
  bool append(std::string_view text, std::vector<TokenId>& ids) const;

 private:
  std::array<TokenId, 256> ids_{};  // -1: none
};

// The byte that a token such as "<0xE4>" stands for; -1 for any other token.
int byte_of_token(std::string_view token);

}  // namespace dragoman::text
