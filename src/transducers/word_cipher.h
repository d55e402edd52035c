// A keyed permutation of the words of each length: every word over a to z has its own image of the
// same length and comes back from it. A Feistel network over letters: one half is shifted, letter
// by letter, by what a keyed hash of the other half says (the construction of NIST SP 800-38G,
// without its cipher: this hides nothing from an attacker, it only looks like another language).
#pragma once

#include <cstdint>
#include <span>

namespace dragoman::transducers {

inline constexpr int kLetters = 26;

class WordCipher {
 public:
  explicit WordCipher(uint64_t key) : key_(key) {}

  // In place; each letter is 0 … 25.
  void encipher(std::span<uint8_t> letters) const;
  void decipher(std::span<uint8_t> letters) const;

 private:
  void round(std::span<uint8_t> letters, int number, bool forward) const;

  uint64_t key_;
};

}  // namespace dragoman::transducers
