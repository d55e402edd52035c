#include "evaluation/html.h"

#include <fmt/format.h>

#include <cmath>

#include "text/utf8.h"

namespace dragoman::evaluation {
namespace {

std::string grouped(int64_t value) {
  std::string digits = std::to_string(std::abs(value));
  for (auto at = static_cast<int64_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<size_t>(at), ",");
  return (value < 0 ? "−" : "") + digits;
}

}  // namespace

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text::repair_utf8(text)) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

std::string number_text(double value) {
  if (!std::isfinite(value)) return "–";
  const double size = std::abs(value);
  if (size == 0.0) return "0";
  if (size < 1e15 && value == std::floor(value)) return grouped(static_cast<int64_t>(value));
  if (size >= 1000.0 && size < 1e15) return grouped(std::llround(value));
  const std::string sign = value < 0 ? "−" : "";
  if (size < 1e-4 || size >= 1e15) return sign + fmt::format("{:.1e}", size);
  const int decimals = size < 1e-3 ? 5 : size >= 100.0 ? 1 : size >= 10.0 ? 2 : size >= 1.0 ? 3 : 4;
  std::string text = fmt::format("{:.{}f}", size, decimals);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return sign + text;
}

std::string duration_text(double seconds) {
  if (seconds < 100.0) return fmt::format("{:.{}f} s", seconds, seconds < 10.0 ? 1 : 0);
  const auto minutes = std::llround(seconds / 60.0);
  if (minutes < 100) return fmt::format("{} min", minutes);
  return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

}  // namespace dragoman::evaluation
