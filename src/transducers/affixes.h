// What an affix can mean, in both invented languages. The numbers are places in a syllabary: the
// first get the shortest syllables.
#pragma once

#include <cstdint>
#include <string_view>

namespace dragoman::transducers {

using Affix = uint8_t;

// Forms of a word, each put on what stands before it: "care" + kFul + kLy is "carefully".
enum : Affix {
  kPlural,      // of nouns, and the third person of verbs: "books", "takes"
  kPast,        // "walked", "took"
  kParticiple,  // where it differs from the past: "taken"
  kIng,
  kLy,
  kEr,
  kEst,
  kNess,
  kMent,
  kFul,
  kLess,
  kGenitive,  // "'s"; from here on what follows an apostrophe
  kAre,
  kHave,
  kWill,
  kHad,
  kAm,
  kNot,  // "n't"
  kForms
};

// Marks of letter case, where a script cannot show it.
inline constexpr Affix kCapitalMark = kForms;
inline constexpr Affix kCapitalsMark = kForms + 1;
inline constexpr Affix kSmallMark = kForms + 2;  // where a capital is expected

// Function words that lean on the word after them.
inline constexpr Affix kFirstClitic = kForms + 3;
inline constexpr int kMaxClitics = 62;

// A moved verb says how many words it has passed, 1 … kMaxMove: kFirstMove is 1.
inline constexpr Affix kFirstMove = kFirstClitic + kMaxClitics;
inline constexpr int kMaxMove = 20;

// Alone at the start of a line: the rest stands as it was.
inline constexpr Affix kLiteral = kFirstMove + kMaxMove;
inline constexpr int kAffixes = kLiteral + 1;

}  // namespace dragoman::transducers
