// Sentences of the invented language. Verb last, postpositions, owner before and adjectives after
// the noun, case by suffix:
//   subject [topic] time place recipient object manner [negation] verb [question]
//   noun phrase: [owner-GEN] noun adjective … numeral [relative particle … verb-REL]
// What stands in brackets without need may be left out (optional_marking), and everything before
// the verb may change places (word_order_freedom), since case marking still tells who does what.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worlds/lexicon.h"
#include "worlds/wording.h"

namespace dragoman::worlds {

struct InventedVariation {
  double word_order_freedom = 0.3;  // probability that what precedes a verb is shuffled
  double optional_marking = 0.3;    // probability that each needless mark is left out
};

// Both throw nothing and keep no state; `lexicon` supplies all words.
std::vector<Word> compose_invented(const Lexicon& lexicon, const InventedVariation& variation,
                                   const Meaning& meaning, Rng& rng);
std::string render_invented(const Lexicon& lexicon, const InventedVariation& variation,
                            const Meaning& meaning, Rng& rng);
// Everything that means it; the closing mark is a word of its own.
Wording invented_wordings(const Lexicon& lexicon, const Meaning& meaning);
std::optional<Meaning> parse_invented(const Lexicon& lexicon, std::string_view text);

// The place relation that the locative says by itself, so that its postposition may be dropped.
ConceptId bare_locative_relation();

}  // namespace dragoman::worlds
