// Sentences of one language of a family, both ways. Nothing is kept and nothing thrown.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worlds/daughter.h"
#include "worlds/sentence_composer.h"
#include "worlds/wording.h"

namespace dragoman::worlds {

struct DaughterVariation {
  double word_order_freedom = 0.3;  // probability that what may change places does
  double optional_marking = 0.3;    // probability that what may be left out is
};

// A word of a sentence with its place in the tree.
struct Leaf {
  Form form;
  Arc arc;
};

std::vector<Leaf> compose(const Daughter& language, const DaughterVariation& variation,
                          const Meaning& meaning, Rng& rng);
std::string render(const Daughter& language, const DaughterVariation& variation,
                   const Meaning& meaning, Rng& rng);
// A noun by itself, without a closing mark.
std::string render_phrase(const Daughter& language, const DaughterVariation& variation,
                          const Nominal& alone, Rng& rng);
// Everything that means it; the closing mark is a word of its own.
Wording wordings(const Daughter& language, const Meaning& meaning);
std::optional<Meaning> parse(const Daughter& language, std::string_view text);
std::optional<Nominal> parse_phrase(const Daughter& language, std::string_view text);

}  // namespace dragoman::worlds
