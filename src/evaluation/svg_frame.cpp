#include "evaluation/svg_frame.h"

#include <fmt/format.h>

#include "evaluation/html.h"

namespace dragoman::evaluation {
namespace {

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

}  // namespace

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

}  // namespace dragoman::evaluation
