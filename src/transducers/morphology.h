// English words as a stem and its endings, by rule and without loss: inflecting the stem gives the
// word back, letter by letter. Where the rules do not lead back, the word is its own stem.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "transducers/affixes.h"

namespace dragoman::transducers {

// One form of a stem in lower case: inflect("carry", kPast) is "carried". Defined for every stem.
std::string inflect(std::string_view stem, Affix form);

struct Analysis {
  std::string stem;
  std::vector<Affix> forms;  // inner first; at most three
};

// Of a word a … z.
Analysis analyze(std::string_view word);

// Articles, prepositions, pronouns, auxiliaries and the like, in lower case.
bool is_function_word(std::string_view word);

// A base form of the list of verbs.
bool is_verb(std::string_view stem);

}  // namespace dragoman::transducers
