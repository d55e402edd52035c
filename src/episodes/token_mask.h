// Which tokens may be drawn: one bit a token.
#pragma once

#include <cstdint>
#include <vector>

#include "text/token.h"

namespace dragoman::episodes {

struct TokenMask {
  std::vector<uint64_t> words;  // token t is bit t % 64 of words[t / 64]
  bool complete = false;        // an end token may be drawn; their own bits mean nothing

  TokenMask() = default;
  explicit TokenMask(int64_t vocabulary_size)
      : words((static_cast<size_t>(vocabulary_size) + 63) / 64) {}

  void allow(TokenId token) { words[word(token)] |= bit(token); }
  void forbid(TokenId token) { words[word(token)] &= ~bit(token); }
  bool allows(TokenId token) const { return (words[word(token)] & bit(token)) != 0; }

 private:
  static size_t word(TokenId token) { return static_cast<size_t>(token) / 64; }
  static uint64_t bit(TokenId token) { return uint64_t{1} << (static_cast<unsigned>(token) % 64); }
};

}  // namespace dragoman::episodes
