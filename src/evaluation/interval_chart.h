// Scores with their intervals, a row each, as inline SVG in the page's colours.
#pragma once

#include <string>
#include <vector>

namespace dragoman::evaluation {

struct IntervalRow {
  std::string name;
  double value = 0.0;
  double half_width = 0.0;  // 0: a point
  size_t colour = 0;
};

// A <figure>; "" without a row. Values are finite.
std::string interval_chart(const std::string& title, const std::string& note,
                           const std::vector<IntervalRow>& rows);

}  // namespace dragoman::evaluation
