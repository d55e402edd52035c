// Text as comparisons see it: what readers would call the same text is the same here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::corpus {

// Compatibility form (NFKC), letter case folded, white space as single blanks, none at the ends.
std::string normal_text(std::string_view text);

// What n-grams are made of: a word (a stretch of letters, digits and marks), or one character of a
// script that is written without blanks (Han, kana, Thai, Lao, Khmer, Burmese). Punctuation is
// none. A unit is a hash of its letters; its lowest bit says that it is such a character.
using Unit = uint64_t;
inline bool is_character(Unit unit) { return (unit & 1) != 0; }

// The units of a normal_text, in order.
std::vector<Unit> units_of(std::string_view normal);

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that mixes all bits.
inline uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

// A hash of `count` units in their order.
uint64_t gram_hash(const Unit* first, size_t count);

}  // namespace dragoman::corpus
