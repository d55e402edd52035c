#include "config/fields.h"

#include <fmt/format.h>

#include <cmath>

namespace dragoman::config {

bool Range::contains(double value) const {
  return (min_excluded ? value > min : value >= min) && value <= max;
}

std::string Range::text() const {
  if (std::isinf(max)) return fmt::format("{} {}", min_excluded ? "above" : "at least", min);
  return fmt::format("in {}{}, {}]", min_excluded ? "(" : "[", min, max);
}

std::string Rules::text() const {
  if (range) return range->text();
  return names.empty() ? "" : fmt::format("one of {}", fmt::join(names, ", "));
}

}  // namespace dragoman::config
