#include "evaluation/interval_chart.h"

#include <fmt/format.h>

#include <algorithm>

#include "evaluation/html.h"
#include "evaluation/svg_chart.h"
#include "evaluation/table.h"
#include "text/utf8.h"

namespace dragoman::evaluation {
namespace {

constexpr double kWidth = 560.0;
constexpr double kLeft = 150.0;  // of it, for names
constexpr double kRight = 540.0;
constexpr double kRowHeight = 28.0;
constexpr double kTop = 10.0;
constexpr int64_t kNameCells = 20;

std::string shortened(const std::string& name) {
  std::u32string letters = text::to_code_points(name);
  while (display_width(text::to_utf8(letters)) > kNameCells) letters.pop_back();
  const std::string cut = text::to_utf8(letters);
  return cut == name ? cut : cut + "…";
}

struct Scale {
  double low;
  double high;

  double at(double value) const {
    return kLeft + 14.0 + (value - low) / (high - low) * (kRight - kLeft - 14.0);
  }
};

std::string row_svg(const IntervalRow& row, const Scale& scale, double y) {
  std::string svg = fmt::format("<text x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>",
                                kLeft, y + 4.0, escape(shortened(row.name)));
  if (row.half_width > 0.0)
    svg += fmt::format(
        "<line class=\"line c{0}\" x1=\"{1:.1f}\" x2=\"{2:.1f}\" y1=\"{3:.1f}\" y2=\"{3:.1f}\"/>",
        row.colour, scale.at(row.value - row.half_width), scale.at(row.value + row.half_width), y);
  return svg + fmt::format("<circle class=\"c{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4.5\"/>",
                           row.colour, scale.at(row.value), y);
}

}  // namespace

std::string interval_chart(const std::string& title, const std::string& note,
                           const std::vector<IntervalRow>& rows) {
  if (rows.empty()) return "";
  double low = rows.front().value;
  double high = low;
  for (const IntervalRow& row : rows) {
    low = std::min(low, row.value - row.half_width);
    high = std::max(high, row.value + row.half_width);
  }
  if (low == high) high = low + 1.0;
  const auto ticks = nice_ticks(low, high, 5);
  const Scale scale{std::min(low, ticks.front()), std::max(high, ticks.back())};
  const double bottom = kTop + kRowHeight * static_cast<double>(rows.size());
  std::string svg = fmt::format(
      "<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\"><g class=\"axes\">", kWidth, bottom + 22.0);
  for (const double tick : ticks)
    svg += fmt::format(
        "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.0f}\" y2=\"{2:.0f}\"/><text x=\"{0:.1f}\" "
        "y=\"{3:.0f}\" text-anchor=\"middle\">{4}</text>",
        scale.at(tick), kTop, bottom, bottom + 16.0, number_text(tick));
  svg += "</g><g class=\"rows\">";
  for (size_t i = 0; i < rows.size(); ++i)
    svg += row_svg(rows[i], scale, kTop + kRowHeight * (static_cast<double>(i) + 0.5));
  return "<figure class=\"chart\"><figcaption><b>" + escape(title) + "</b><small>" + escape(note) +
         "</small></figcaption>" + svg + "</g></svg></figure>";
}

}  // namespace dragoman::evaluation
