// Which units of two texts belong to each other: Levenshtein's cheapest way from one to the other,
// on which units that are alike stand opposite each other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::metrics {

// White space separates words; a character is a code point that is no white space, or one blank
// for a run of it within the text.
using Unit = std::u32string;
std::vector<Unit> split_units(std::string_view text, std::string_view unit);  // "word", "character"
std::string join_units(const std::vector<Unit>& units, std::string_view unit);

// A step of the way: a unit is kept, replaced, inserted (`before` is -1) or removed (`after` is
// -1).
struct Aligned {
  int64_t before = -1;  // index of a unit
  int64_t after = -1;
  bool kept = false;
};

// The fewest units inserted, removed and replaced; among those ways the one with the fewest changed
// code points. Deterministic.
std::vector<Aligned> align(const std::vector<Unit>& before, const std::vector<Unit>& after);

}  // namespace dragoman::metrics
