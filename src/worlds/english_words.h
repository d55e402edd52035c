// The English vocabulary as tables. Words are separated by blanks; "man:men" gives an irregular
// plural or past, "big|large" synonyms, "yesterday<" and "tomorrow>" ask for past and future.
#pragma once

#include <vector>

#include "worlds/concept.h"

namespace dragoman::worlds {

struct WordTable {
  Category category;
  Sense sense;
  const char* words;
};

const std::vector<WordTable>& english_words();

}  // namespace dragoman::worlds
