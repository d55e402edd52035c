// The minimal edit of a draft towards a text that is known to be right: only what is far from it is
// replaced, paraphrases stay. A teacher that needs no model, exact and deterministic.
#pragma once

#include <string>
#include <string_view>

#include "config/fields.h"

namespace dragoman::oracles {

struct MinimalEditConfig {
  double threshold = 0.5;
  std::string unit = "word";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit(
        "threshold", threshold,
        "similarity of a stretch that differs, 0 to 1 by characters, from which it stays as it is",
        config::Range{0, 1});
    visit("unit", unit, "what is aligned; character suits scripts without spaces",
          config::OneOf{{"word", "character"}});
  }
};

// The draft with the stretches replaced that are less similar to the target's than the threshold.
// The same text comes back where nothing is replaced; else white space becomes single blanks. The
// result is never farther from the target, in units, than the draft, and editing it again changes
// nothing.
std::string edit_minimally(std::string_view draft, std::string_view target,
                           const MinimalEditConfig& config = {});

}  // namespace dragoman::oracles
