// A word of an invented language: the stem is ciphered and spelled in syllables, two letters each;
// every affix is a syllable of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transducers/affixes.h"
#include "transducers/syllabary.h"
#include "transducers/word_cipher.h"

namespace dragoman::transducers {

struct Word {
  std::string stem;            // a … z, at least one letter
  std::vector<Affix> affixes;  // from the stem outwards

  bool has(Affix affix) const;
  bool take(Affix affix);  // removes it; false if it was not there
};

class WordCodec {
 public:
  // Prefixing: the outermost affix comes first.
  WordCodec(const Alphabet& alphabet, bool prefixing, int numerals, Rng rng);

  // In lower case.
  std::string write(const Word& word) const;

  // Nothing for text that `write` does not give.
  std::optional<Word> read(std::string_view text) const;

  const Syllabary& syllabary() const { return syllabary_; }

 private:
  std::string read_stem(std::vector<uint8_t> letters) const;

  Syllabary syllabary_;
  WordCipher cipher_;
  bool prefixing_;
};

}  // namespace dragoman::transducers
