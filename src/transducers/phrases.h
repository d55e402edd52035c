// The words of a run as phrases: a word with the function words that lean on it, or anything else
// that keeps its place among them. Verbs change places here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "transducers/layout.h"
#include "transducers/word_codec.h"

namespace dragoman::transducers {

struct Phrase {
  std::optional<Word> word;    // affixes: forms, clitics from the nearest, case, move
  const Item* item = nullptr;  // without a word: what stands here
  bool verb = false;
  bool opens_clause = false;
};

struct Sentence {
  std::vector<Phrase> phrases;
  bool small = false;  // a capital was expected at the start, and there is none
};

enum class VerbPlace { kFirst, kLast };

// English items into phrases, in English order. Without grammar every word is a phrase and its own
// stem. `opens`: the run stands where a capital is expected.
Sentence phrases_of(std::span<const Item> items, bool opens, bool grammar);

// The first verb of each clause goes to the clause's end or front and says how far it came.
void move_verbs(std::vector<Phrase>& phrases, VerbPlace place);

// The other way: verbs that say how far they came go back, and lose that affix.
void restore_verbs(std::vector<Phrase>& phrases, VerbPlace place);

// The English words of a phrase that has a word, in order and in lower case, names aside.
std::vector<std::string> words_of(const Phrase& phrase);

}  // namespace dragoman::transducers
