// The sounds of an invented language, all drawn from one seed: which consonants and vowels it has,
// how syllables are built, and what happens where a suffix meets its stem.
//
// A phoneme is one char. Vowels come in pairs, back and front: a/e o/O u/U y/i. All vowels of a
// word are of one row (vowel harmony), so suffixes are kept with back vowels and follow their stem.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace dragoman::worlds {

inline constexpr std::string_view kBackVowels = "aouy";
inline constexpr std::string_view kFrontVowels = "eOUi";  // partners, in the same order
inline constexpr std::string_view kConsonants = "ptkmnslrbdgzvhjfSCN";

// What may follow a vowel in a language with tones, which this class does not draw.
inline constexpr char kHighTone = '1';
inline constexpr char kLowTone = '2';

bool is_vowel_phoneme(char phoneme);

class Phonology {
 public:
  explicit Phonology(Rng rng);

  std::string root(Rng& rng, int syllables) const;
  std::string suffix(Rng& rng) const;  // underlying, one to three phonemes

  // Adds `suffix` as a segment: its vowels follow the stem's row; a linking vowel parts two
  // consonants, a linking consonant two vowels; p t k before a vowel become b d g where the
  // language lenites.
  void attach(std::vector<std::string>& segments, std::string_view suffix) const;

  // A foreign name, in the letters a-z, as phonemes of this language: sounds it lacks become the
  // nearest it has, and all vowels follow the first into its row.
  std::string adapt(std::string_view name) const;

  const std::string& vowels() const { return vowels_; }  // back row
  const std::string& consonants() const { return consonants_; }
  char linking_vowel() const { return linking_vowel_; }  // back row
  char linking_consonant() const { return linking_consonant_; }
  bool lenites() const { return lenites_; }

 private:
  std::string vowels_;
  std::string consonants_;
  std::string codas_;
  char linking_vowel_;
  char linking_consonant_;
  bool lenites_;
  double closed_share_;  // of syllables with a coda
};

// Ways to write phonemes: "latin", "ascii", "greek", "cyrillic", "georgian", "armenian".
const std::vector<std::string>& script_names();
// Only Latin has letters with tone.
std::string spell(std::string_view phonemes, std::string_view script);

// The partner of a back vowel in the front row; other phonemes are returned as they are.
char fronted(char phoneme);

}  // namespace dragoman::worlds
