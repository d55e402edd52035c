// The bounds of a ratio as recipes write them, named as in TRL.
#pragma once

#include <optional>

#include "algorithms/surrogate.h"
#include "config/fields.h"
#include "config/problems.h"

namespace dragoman::algorithms {

struct ClipOptions {
  double epsilon = 0.2;
  std::optional<double> epsilon_high = std::nullopt;
  std::optional<double> delta = std::nullopt;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("epsilon", epsilon, "how far below 1 a ratio may go", config::Range{0.0, 1.0, true});
    visit("epsilon_high", epsilon_high, "how far above 1 a ratio may go; none: as epsilon",
          config::at_least(0.0));
    visit("delta", delta, "upper bound of the ratio where the advantage is negative; none is off",
          config::above(1.0));
  }
  void validate(config::Problems& problems) const {
    if (delta && *delta <= 1.0 + epsilon_high.value_or(epsilon))
      problems.add("delta", "must be above 1 + epsilon_high, or none");
  }

  Bounds bounds() const { return {1.0 - epsilon, 1.0 + epsilon_high.value_or(epsilon), delta}; }
};

}  // namespace dragoman::algorithms
