// Text as a row of numbered units, for the simple metrics: words, or characters without white
// space.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/fields.h"
#include "metrics/ngram_table.h"

namespace dragoman::metrics {

struct UnitConfig {
  std::string unit = "word";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("unit", unit, "what is counted; character suits scripts without spaces",
          config::OneOf{{"word", "character"}});
  }
};

// Words are added to `vocabulary`; the symbols are those of NgramTable.
std::vector<Symbol> add_units(std::string_view text, std::string_view unit, Vocabulary& vocabulary);

// Words that `vocabulary` lacks become 0.
std::vector<Symbol> find_units(std::string_view text, std::string_view unit,
                               const Vocabulary& vocabulary);

}  // namespace dragoman::metrics
