// Regular expressions that describe a whole text, as Python's re.fullmatch reads them, and their
// automaton over bytes: which text may still become a match?
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/character_automaton.h"

namespace dragoman::text {

// A machine that is in many nodes at once (Thompson 1968).
struct RegularProgram {
  enum class Kind { kCharacter, kEither, kMatch };

  struct Node {
    Kind kind = Kind::kMatch;
    int32_t next = 0;        // of kCharacter and kEither
    int32_t other = 0;       // of kEither
    int32_t characters = 0;  // of kCharacter: an index into `sets`
  };

  std::vector<Node> nodes;
  std::vector<CharacterAutomaton> sets;  // none of them empty
  int32_t start = 0;
};

// Literals, ., [classes], \d \w \s \p{…} in Unicode's sense, groups, | and the quantifiers, of
// which lazy ones mean the same. ^ first and $ last are taken and mean nothing. What no automaton
// can do, or not in this size, is an Error naming it; `where` starts it.
RegularProgram parse_regular_expression(std::string_view pattern, std::string_view where);

// The expression that matches `text` alone.
std::string quoted_expression(std::string_view text);

}  // namespace dragoman::text
