// Regular sound changes, written as linguists write them:
//   p t k > b d g / V_V    (voiced between vowels)     i u > 0 / _#    (lost at the end)
// Left of ">" phonemes (phonology.h), right of it what each becomes, or 0: nothing. Behind "/" the
// neighbours, one symbol a side or none: a phoneme, V a vowel, F a front vowel, X a consonant, #
// the edge of the word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dragoman::worlds {

struct SoundChange {
  std::string text;  // as it was written
  std::string from;  // phonemes
  std::string to;    // their successors, in the same order; empty: all are lost
  char before = 0;   // symbol, 0: anything
  char after = 0;
};

// A text that is no such rule is our mistake.
SoundChange read_change(std::string_view text);

// All places change at once. Phonemes in, phonemes out; the word may become empty.
std::string apply(const SoundChange& change, std::string_view word);
std::string apply(const std::vector<SoundChange>& changes, std::string word);  // one after another

// Changes that languages are known to undergo, to draw from.
const std::vector<SoundChange>& known_changes();

}  // namespace dragoman::worlds
