#include "templates/numbers.h"

#include <charconv>
#include <cmath>
#include <string>

#include "text/utf8.h"

namespace dragoman::templates {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Without underscores; nothing when one does not stand between two digits.
std::optional<std::string> without_underscores(std::string_view text, auto digit) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      out += text[i];
    } else if (i == 0 || i + 1 == text.size() || !digit(text[i - 1]) || !digit(text[i + 1])) {
      return std::nullopt;
    }
  }
  return out;
}

int base_of(char letter) {
  switch (letter) {
    case 'x':
    case 'X': return 16;
    case 'o':
    case 'O': return 8;
    case 'b':
    case 'B': return 2;
    default: return 0;
  }
}

}  // namespace

std::optional<int64_t> parse_integer(std::string_view text, int base) {
  text = text::strip(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.size() > 2 && text[0] == '0' && base_of(text[1]) != 0 &&
      (base == 0 || base == base_of(text[1]))) {
    base = base_of(text[1]);
    text.remove_prefix(2);
    if (text.starts_with('_')) text.remove_prefix(1);
  } else if (base == 0) {
    base = 10;
    if (text.size() > 1 && text[0] == '0' && text.find_first_not_of("0_") != text.npos)
      return std::nullopt;
  }
  const auto digits =
      without_underscores(text, [](char c) { return std::isalnum(static_cast<unsigned char>(c)); });
  if (!digits || digits->empty() || !std::isalnum(static_cast<unsigned char>((*digits)[0])))
    return std::nullopt;
  int64_t value = 0;
  const std::string all = (negative ? "-" : "") + *digits;
  const auto read = std::from_chars(all.data(), all.data() + all.size(), value, base);
  if (read.ec != std::errc() || read.ptr != all.data() + all.size()) return std::nullopt;
  return value;
}

std::optional<double> parse_float(std::string_view text) {
  text = text::strip(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto plain = without_underscores(text, is_digit);
  if (!plain || plain->empty()) return std::nullopt;
  std::string lower = *plain;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  double value = 0.0;
  if (lower == "inf" || lower == "infinity") {
    value = INFINITY;
  } else if (lower == "nan") {
    value = NAN;
  } else {
    if (!is_digit(lower[0]) && lower[0] != '.') return std::nullopt;
    const auto read = std::from_chars(lower.data(), lower.data() + lower.size(), value);
    if (read.ptr != lower.data() + lower.size()) return std::nullopt;
    if (read.ec == std::errc::result_out_of_range) value = std::strtod(lower.c_str(), nullptr);
  }
  return negative ? -value : value;
}

}  // namespace dragoman::templates
