#include "evaluation/svg_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "evaluation/html.h"
#include "evaluation/svg_frame.h"

namespace dragoman::evaluation {
namespace {

constexpr size_t kFewPoints = 80;  // drawn one by one, not smoothed
constexpr size_t kColumns = 320;   // of a band

// Path data; a point that is not finite starts a new stroke.
std::string path_data(const std::vector<Point>& points, const Axis& x, const Axis& y) {
  std::string data;
  bool broken = true;
  for (const Point& point : points) {
    if (!std::isfinite(point.y)) {
      broken = true;
      continue;
    }
    data += fmt::format("{}{:.1f} {:.1f}", broken ? 'M' : 'L', x.at(point.x), y.at(point.y));
    broken = false;
  }
  return data;
}

// The lowest and highest value of every column of the drawing.
std::string band(const std::vector<Point>& points, const Axis& x, const Axis& y, size_t colour) {
  const size_t per_column = std::max<size_t>(2, points.size() / kColumns);
  std::string upper;
  std::string lower;
  for (size_t i = 0; i < points.size(); i += per_column) {
    Extent extent;
    const size_t end = std::min(points.size(), i + per_column);
    for (size_t k = i; k < end; ++k) extent.add(points[k].y);
    if (extent.empty()) continue;
    const double middle = x.at(points[(i + end - 1) / 2].x);
    upper += fmt::format("{}{:.1f} {:.1f}", upper.empty() ? 'M' : 'L', middle, y.at(extent.high));
    lower.insert(0, fmt::format("L{:.1f} {:.1f}", middle, y.at(extent.low)));
  }
  return fmt::format("<path class=\"band c{}\" d=\"{}{}Z\"/>", colour, upper, lower);
}

std::vector<Point> thinned(const std::vector<Point>& points) {
  const size_t every = std::max<size_t>(1, points.size() / (2 * kColumns));
  std::vector<Point> few;
  for (size_t i = 0; i < points.size(); i += every) few.push_back(points[i]);
  if (!points.empty()) few.push_back(points.back());
  return few;
}

std::string line(const Series& series, const Frame& frame, bool with_band) {
  const Axis& y = series.right_axis ? frame.right : frame.left;
  std::string svg;
  const bool few = series.points.size() <= kFewPoints;
  if (!few && with_band) svg += band(series.points, frame.x, y, series.colour);
  const auto drawn = few ? series.points : thinned(smoothed(series.points));
  svg += fmt::format("<path class=\"line c{} d{}\" d=\"{}\"/>", series.colour, series.dash,
                     path_data(drawn, frame.x, y));
  if (!few) return svg;
  for (const Point& point : series.points)
    if (std::isfinite(point.y))
      svg += fmt::format(
          "<circle class=\"c{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"><title>{} at "
          "{}: {}</title></circle>",
          series.colour, frame.x.at(point.x), y.at(point.y),
          series.points.size() > 30 ? "1.8" : "2.6", escape(series.name), number_text(point.x),
          number_text(point.y));
  return svg;
}

std::string mark_line(const Mark& mark, const Frame& frame) {
  const double x = frame.x.at(mark.x);
  return fmt::format(
      "<g class=\"mark\"><title>{}</title><line x1=\"{:.1f}\" x2=\"{:.1f}\" "
      "y1=\"14\" y2=\"{:.1f}\"/><path d=\"M{:.1f} 3l6 11h-12z\"/></g>",
      escape(mark.text), x, x, frame.left.begin, x);
}

double last_value(const std::vector<Point>& points) {
  const auto drawn = points.size() > kFewPoints ? smoothed(points) : points;
  for (auto point = drawn.rbegin(); point != drawn.rend(); ++point)
    if (std::isfinite(point->y)) return point->y;
  return std::numeric_limits<double>::quiet_NaN();
}

std::string legend(const Chart& chart) {
  std::string html = "<figcaption><b>" + escape(chart.title) + "</b><span class=\"legend\">";
  for (const Series& series : chart.series) {
    html += fmt::format(
        "<span><svg class=\"key\" viewBox=\"0 0 22 8\"><path class=\"line c{} d{}\" "
        "d=\"M1 4H21\"/></svg>{} <i>{}</i></span>",
        series.colour, series.dash, escape(series.name), number_text(last_value(series.points)));
  }
  html += "</span>";
  if (!chart.note.empty()) html += "<small>" + escape(chart.note) + "</small>";
  return html + "</figcaption>";
}

bool drawable(const Chart& chart) {
  return std::any_of(chart.series.begin(), chart.series.end(), [](const Series& s) {
    return std::any_of(s.points.begin(), s.points.end(),
                       [](const Point& point) { return std::isfinite(point.y); });
  });
}

std::string drawing(const Chart& chart, const Frame& frame) {
  std::string svg = axes(chart, frame);
  const bool bands = chart.series.size() <= 4;
  for (const Series& series : chart.series) svg += line(series, frame, bands);
  for (const Mark& mark : chart.marks)
    if (mark.x >= frame.x.low && mark.x <= frame.x.high) svg += mark_line(mark, frame);
  return svg;
}

// A page has a style sheet; a file of its own brings the part that it needs.
constexpr std::array<const char*, 6> kColours{"#2563b8", "#d1651a", "#0f8a66",
                                              "#b0418f", "#8a6d00", "#3a93c9"};

std::string file_style() {
  std::string css =
      "text{font:11px sans-serif;fill:#444}.axes line{stroke:#ddd}.line{fill:none;stroke-width:1.5}"
      ".band{opacity:.15;stroke:none}";
  for (size_t i = 0; i < kColours.size(); ++i)
    css +=
        fmt::format(".line.c{0}{{stroke:{1}}}circle.c{0},.band.c{0}{{fill:{1}}}", i, kColours[i]);
  return "<style>" + css + "</style>";
}

}  // namespace

std::vector<Point> smoothed(const std::vector<Point>& points) {
  std::vector<Point> known;
  std::vector<double> sums{0.0};
  for (const Point& point : points) {
    if (!std::isfinite(point.y)) continue;
    known.push_back(point);
    sums.push_back(sums.back() + point.y);
  }
  std::vector<Point> smooth;
  for (size_t i = 0; i < known.size(); ++i) {
    const size_t begin = i - std::min(i, known.size() / 50);
    const size_t end = std::min(known.size(), i + known.size() / 50 + 1);
    smooth.push_back({known[i].x, (sums[end] - sums[begin]) / static_cast<double>(end - begin)});
  }
  return smooth;
}

std::string svg_chart(const Chart& chart) {
  if (!drawable(chart)) return "";
  const Frame frame = frame_of(chart);
  return fmt::format(
      "<figure class=\"chart{}\">{}<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
      "aria-label=\"{}\">{}</svg></figure>\n",
      chart.wide ? " wide" : "", legend(chart), frame.width, frame.height, escape(chart.title),
      drawing(chart, frame));
}

std::string svg_file(const Chart& chart) {
  if (!drawable(chart)) return "";
  const Frame frame = frame_of(chart);
  std::string names;
  std::set<size_t> named;
  for (const Series& series : chart.series) {
    if (!named.insert(series.colour).second) continue;
    const double y = 16.0 * static_cast<double>(named.size()) + 14.0;
    names += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" style=\"fill:{}\">{}</text>",
                         frame.width + 6.0, y, kColours[series.colour % kColours.size()],
                         escape(series.name));
  }
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 -14 {:.0f} {:.0f}\" "
      "width=\"{:.0f}\">{}<rect y=\"-14\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
      "<text x=\"6\" y=\"0\">{}</text>{}{}</svg>\n",
      frame.width + 130.0, frame.height + 14.0, frame.width + 130.0, file_style(),
      escape(chart.title), drawing(chart, frame), names);
}

std::string sparkline(const std::vector<Point>& points, size_t colour) {
  Extent x;
  Extent y;
  for (const Point& point : points) {
    if (!std::isfinite(point.y)) continue;
    x.add(point.x);
    y.add(point.y);
  }
  if (y.empty() || x.low == x.high) return "";
  if (y.low == y.high) y.high = y.low + 1.0;
  const Axis across{{}, x.low, x.high, 2.0, 118.0};
  const Axis up{{}, y.low, y.high, 26.0, 2.0};
  return fmt::format(
      "<svg class=\"spark\" viewBox=\"0 0 120 28\"><path class=\"line c{}\" "
      "d=\"{}\"/></svg>",
      colour, path_data(thinned(points), across, up));
}

}  // namespace dragoman::evaluation
