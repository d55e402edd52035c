#include "transducers/word_cipher.h"

#include <utility>

namespace dragoman::transducers {
namespace {

constexpr int kRounds = 6;

// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
uint64_t mixed(uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31);
}

}  // namespace

void WordCipher::round(std::span<uint8_t> letters, int number, bool forward) const {
  auto changed = letters.first(letters.size() / 2);
  auto other = letters.subspan(letters.size() / 2);
  if (number % 2 == 0) std::swap(changed, other);
  uint64_t hash = mixed(key_ ^ mixed(letters.size() * kRounds + static_cast<uint64_t>(number)));
  for (const uint8_t letter : other) hash = mixed(hash ^ letter);
  for (uint8_t& letter : changed) {
    hash = mixed(hash);
    const int shift = static_cast<int>(hash % kLetters);
    letter = static_cast<uint8_t>((letter + (forward ? shift : kLetters - shift)) % kLetters);
  }
}

void WordCipher::encipher(std::span<uint8_t> letters) const {
  for (int number = 0; number < kRounds; ++number) round(letters, number, true);
}

void WordCipher::decipher(std::span<uint8_t> letters) const {
  for (int number = kRounds - 1; number >= 0; --number) round(letters, number, false);
}

}  // namespace dragoman::transducers
