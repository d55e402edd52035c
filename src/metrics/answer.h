// When an answer to a question is a reference.
#pragma once

#include <string>
#include <string_view>

#include "config/fields.h"

namespace dragoman::metrics {

struct AnswerComparison {
  std::string compare = "folded";
  double tolerance = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("compare", compare,
          "exact: the texts; folded: case, white space and a closing full stop aside; number: as "
          "numbers (1,000 is 1000.0); expression: by the value of the sum, product, … that either "
          "is; quantity: as numbers with units (3.5 km is 3500 m); choice: by the letter (\"(B) "
          "Oslo\" is b). What can't be read so is compared folded",
          config::OneOf{{"exact", "folded", "number", "expression", "quantity", "choice"}});
    visit("tolerance", tolerance,
          "how far a number may be off, as a share of the reference (of number, expression, "
          "quantity)",
          config::Range{0.0, 1.0});
  }

  bool matches(std::string_view answer, std::string_view reference) const;
};

}  // namespace dragoman::metrics
