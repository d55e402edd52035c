#include "evaluation/svg_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "evaluation/html.h"

namespace dragoman::evaluation {
namespace {

constexpr size_t kFewPoints = 80;  // drawn one by one, not smoothed
constexpr size_t kColumns = 320;   // of a band

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

Axis axis_over(Extent extent, int tick_count, bool to_ticks) {
  if (extent.empty()) extent = {0.0, 1.0};
  if (extent.low == extent.high) {
    const double room = extent.low == 0.0 ? 1.0 : std::abs(extent.low) * 0.1;
    extent = {extent.low - (extent.low > 0.0 && !to_ticks ? 0.0 : room), extent.high + room};
  }
  Axis axis{nice_ticks(extent.low, extent.high, tick_count), extent.low, extent.high, 0.0, 1.0};
  if (to_ticks && axis.ticks.size() > 1) {
    axis.low = std::min(axis.low, axis.ticks.front());
    axis.high = std::max(axis.high, axis.ticks.back());
  }
  return axis;
}

Frame frame_of(const Chart& chart) {
  Extent x;
  Extent left;
  Extent right;
  Frame frame;
  for (const Series& series : chart.series) {
    frame.two_sided = frame.two_sided || series.right_axis;
    for (const Point& point : series.points) {
      if (!std::isfinite(point.y)) continue;
      x.add(point.x);
      (series.right_axis ? right : left).add(point.y);
    }
  }
  if (chart.wide) frame.width = 1140.0;
  if (chart.wide) frame.height = 340.0;
  frame.x = axis_over(x, chart.wide ? 10 : 6, false);
  frame.left = axis_over(left, 5, true);
  frame.right = axis_over(right, 5, true);
  frame.x.begin = 50.0;
  frame.x.end = frame.width - (frame.two_sided ? 50.0 : 14.0);
  frame.left.begin = frame.right.begin = frame.height - 30.0;
  frame.left.end = frame.right.end = 26.0;
  return frame;
}

std::string tick_text(double value, const Axis& axis) {
  const double step = axis.ticks.size() > 1 ? axis.ticks[1] - axis.ticks[0] : 1.0;
  if (std::abs(value) >= 1e6) return fmt::format("{:g}M", value / 1e6);
  if (std::abs(value) >= 1e4) return fmt::format("{:g}k", value / 1e3);
  if (std::abs(value) < step * 1e-6) return "0";
  if (step < 1e-4) return fmt::format("{:.2g}", value);
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
  return fmt::format("{:.{}f}", value, decimals);
}

std::string label(double x, double y, const char* anchor, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", x, y, anchor,
                     text);
}

std::string axes(const Chart& chart, const Frame& frame) {
  std::string svg = "<g class=\"axes\">";
  const double bottom = frame.left.begin;
  for (const double tick : frame.left.ticks) {
    const double y = frame.left.at(tick);
    svg += fmt::format("<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>",
                       frame.x.begin, frame.x.end, y, y);
    svg += label(frame.x.begin - 7.0, y + 3.5, "end", tick_text(tick, frame.left));
  }
  if (frame.two_sided)
    for (const double tick : frame.right.ticks)
      svg += label(frame.x.end + 7.0, frame.right.at(tick) + 3.5, "start",
                   tick_text(tick, frame.right));
  for (const double tick : frame.x.ticks)
    if (tick >= frame.x.low && tick <= frame.x.high)
      svg += label(frame.x.at(tick), bottom + 16.0, "middle", tick_text(tick, frame.x));
  svg +=
      fmt::format("<line class=\"base\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>",
                  frame.x.begin, frame.x.end, bottom, bottom);
  svg += label(frame.x.end, bottom + 28.0, "end", escape(chart.x_name));
  svg += label(frame.x.begin - 44.0, 10.0, "start", escape(chart.left_name));
  if (frame.two_sided) svg += label(frame.x.end + 46.0, 10.0, "end", escape(chart.right_name));
  return svg + "</g>";
}

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

}  // namespace

std::vector<double> nice_ticks(double low, double high, int count) {
  const double rough = (high - low) / std::max(1, count);
  if (!(rough > 0.0) || !std::isfinite(rough)) return {low};
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double share = rough / power;
  const double step = power * (share < 1.5 ? 1.0 : share < 3.5 ? 2.0 : share < 7.5 ? 5.0 : 10.0);
  std::vector<double> ticks;
  const double first = std::floor(low / step + 1e-9);
  const double last = std::ceil(high / step - 1e-9);
  for (double i = first; i <= last; i += 1.0) ticks.push_back(i * step);
  return ticks;
}

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
  const bool drawable = std::any_of(chart.series.begin(), chart.series.end(), [](const Series& s) {
    return std::any_of(s.points.begin(), s.points.end(),
                       [](const Point& point) { return std::isfinite(point.y); });
  });
  if (!drawable) return "";
  const Frame frame = frame_of(chart);
  std::string svg = fmt::format(
      "<figure class=\"chart{}\">{}<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
      "aria-label=\"{}\">",
      chart.wide ? " wide" : "", legend(chart), frame.width, frame.height, escape(chart.title));
  svg += axes(chart, frame);
  const bool bands = chart.series.size() <= 4;
  for (const Series& series : chart.series) svg += line(series, frame, bands);
  for (const Mark& mark : chart.marks)
    if (mark.x >= frame.x.low && mark.x <= frame.x.high) svg += mark_line(mark, frame);
  return svg + "</svg></figure>\n";
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
