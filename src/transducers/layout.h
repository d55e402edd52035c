// Tokens as items with gaps between them: an item is what changes places as one (a word, "$12",
// "ice-cream"), a gap is what stays where it is (blanks, full stops, brackets). Items with single
// blanks between them are a run; words move inside their run only, so a text and its encoding have
// the same runs.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "transducers/tokens.h"

namespace dragoman::transducers {

struct Item {
  std::vector<Token> tokens;
  bool fixed = false;  // a formula: stays as it is, letters and all

  std::string_view text() const;  // tokens are neighbours in one line
};

struct Run {
  size_t first = 0;  // items
  size_t end = 0;
  bool opens = false;  // at the start of a line or after a full stop: a capital is expected
};

struct Layout {
  std::vector<Item> items;
  std::vector<std::string_view> gaps;  // before each item, and one after the last
  std::vector<Run> runs;
};

// The tokens of a whole line, in order. `formulas`: whether to look for them; where words of a
// formula have letters of their own, the tokens say it all.
Layout lay_out(std::string_view line, std::span<const Token> tokens, bool formulas);

}  // namespace dragoman::transducers
