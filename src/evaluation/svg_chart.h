// Line charts as inline SVG: no script, colours from the page's style (classes c0 … c7), so they
// follow light and dark. Values that are not finite leave a gap.
#pragma once

#include <string>
#include <vector>

namespace dragoman::evaluation {

struct Point {
  double x = 0.0;
  double y = 0.0;
};

struct Series {
  std::string name;
  std::vector<Point> points;  // x ascending
  size_t colour = 0;
  size_t dash = 0;  // 0 solid, 1 dashed, 2 dotted, 3 dash-dot
  bool right_axis = false;
};

// Something that happened at x.
struct Mark {
  double x = 0.0;
  std::string text;
};

struct Chart {
  std::string title;
  std::string note;  // a sentence under the title; may be empty
  std::vector<Series> series;
  std::vector<Mark> marks;
  std::string x_name = "step";
  std::string left_name;  // of the axis; may be empty
  std::string right_name;
  bool wide = false;
};

// A <figure>: title, legend with last values, the drawing. Long series are drawn smoothed over the
// band of their values. A chart without a single finite value is "".
std::string svg_chart(const Chart& chart);

// The same drawing as a file of its own, with its style and, on the right, the name of each colour.
std::string svg_file(const Chart& chart);

// A line without axes, for tiles.
std::string sparkline(const std::vector<Point>& points, size_t colour);

// Multiples of 1, 2 or 5 times a power of ten that cover [low, high]: about `count` of them.
std::vector<double> nice_ticks(double low, double high, int count);

// Mean of a window around every point, a twenty-fifth of them wide and half of that at the ends.
// Values that are not finite are left out.
std::vector<Point> smoothed(const std::vector<Point>& points);

}  // namespace dragoman::evaluation
