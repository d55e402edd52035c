// The syllables CV(C) of an invented language and what each is for. Pieces of stems, affixes and
// numerals are disjoint sets of syllables, so that a word falls apart in one way only.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace dragoman::transducers {

// Code points, within 64 of the smallest. Codas are consonants too.
struct Alphabet {
  std::u32string_view consonants;
  std::u32string_view vowels;
  std::u32string_view codas;
};

// A pair is two letters of a stem, a single its last one; kUnused syllables mean nothing.
enum class SyllableKind : uint8_t { kUnused, kPair, kSingle, kAffix, kNumeral };

struct Syllable {
  SyllableKind kind = SyllableKind::kUnused;
  uint16_t value = 0;  // kPair: first letter · 26 + second; others from 0
  uint16_t begin = 0;  // bytes of the text it was read from
  uint16_t end = 0;
};

class Syllabary {
 public:
  // The alphabet must have 702 syllables more than there are affixes and numerals. Affixes of low
  // value are open syllables, as long as there are some.
  Syllabary(const Alphabet& alphabet, int affixes, int numerals, Rng rng);

  const std::string& spelled(SyllableKind kind, int value) const;

  // False when the text, which is of lower case, is no string of syllables that are in use, or is
  // longer than 65,535 bytes.
  bool read(std::string_view text, std::vector<Syllable>& syllables) const;

 private:
  static constexpr int kNone = -1;
  struct LetterClass {
    int consonant = kNone;
    int vowel = kNone;
    int coda = kNone;  // from 1; 0 is the open syllable
  };

  const LetterClass* classify(char32_t letter) const;
  void spell_all(const Alphabet& alphabet);
  void assign(int index, SyllableKind kind, int value);

  char32_t base_ = 0;
  int vowels_ = 0;
  int codas_ = 0;  // the open syllable included
  std::array<LetterClass, 64> classes_;
  std::vector<std::string> spellings_;                      // by syllable
  std::vector<Syllable> roles_;                             // by syllable
  std::array<std::vector<const std::string*>, 5> by_kind_;  // by kind and value
};

}  // namespace dragoman::transducers
