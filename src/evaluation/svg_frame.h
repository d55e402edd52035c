// The frame of a chart: where data lie on the drawing, its axes and their ticks.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "evaluation/svg_chart.h"

namespace dragoman::evaluation {

// Least and greatest finite value.
struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return low > high; }
};

// Data coordinates to those of the drawing, in pixels of the view box.
struct Axis {
  std::vector<double> ticks;
  double low = 0.0;
  double high = 1.0;
  double begin = 0.0;  // pixel of `low`
  double end = 1.0;

  double at(double value) const { return begin + (value - low) / (high - low) * (end - begin); }
};

struct Frame {
  double width = 560.0;
  double height = 240.0;
  Axis x;
  Axis left;
  Axis right;
  bool two_sided = false;
};

Frame frame_of(const Chart& chart);

// Lines, ticks and names of the axes.
std::string axes(const Chart& chart, const Frame& frame);

}  // namespace dragoman::evaluation
