// When an answer to a question is a reference.
#pragma once

#include <string>
#include <string_view>

#include "config/fields.h"

namespace dragoman::metrics {

struct AnswerComparison {
  std::string compare = "folded";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("compare", compare,
          "exact: the texts; folded: case, white space and a closing full stop aside; number: as "
          "numbers where both are, folded otherwise",
          config::OneOf{{"exact", "folded", "number"}});
  }

  bool matches(std::string_view answer, std::string_view reference) const;
};

}  // namespace dragoman::metrics
