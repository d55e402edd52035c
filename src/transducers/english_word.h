// An English word as its letters, its case and what follows its apostrophe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "transducers/layout.h"
#include "transducers/word_codec.h"

namespace dragoman::transducers {

struct EnglishWord {
  std::string letters;  // a … z
  LetterCase letter_case = LetterCase::kSmall;
  std::optional<Affix> contraction = {};  // of kGenitive … kNot
};

// The item, if it is a word and nothing else; "don't" and "Ann's" only where contractions are
// asked for.
std::optional<EnglishWord> english_word(const Item& item, bool contractions);

// Stem and forms of the word; `grammar`: else the stem is the word.
Word stem_and_forms(const EnglishWord& word, bool grammar);

// The stem with its forms, the other affixes aside, in the case that the marks kCapitalMark and
// kCapitalsMark say.
std::string spelled_in_english(const Word& word);

std::string lower_ascii(std::string_view word);

// "dog" as "Dog", or as "DOG".
std::string in_case(std::string word, LetterCase letter_case);

}  // namespace dragoman::transducers
