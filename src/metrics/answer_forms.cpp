#include "metrics/answer_forms.h"

#include <array>
#include <charconv>

#include "text/arithmetic.h"
#include "text/utf8.h"

namespace dragoman::metrics {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The text without commas, where each stands before three digits that no other digit follows.
std::optional<std::string> without_commas(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != ',') {
      plain += text[i];
      continue;
    }
    const auto digit = [&](size_t at) { return at < text.size() && is_digit(text[at]); };
    const bool thousands = i > 0 && is_digit(text[i - 1]) && digit(i + 1) && digit(i + 2) &&
                           digit(i + 3) && !digit(i + 4);
    if (!thousands) return std::nullopt;
  }
  return plain;
}

struct Sign {
  std::string_view written;
  char plain;
};
constexpr std::array<Sign, 5> kSigns = {
    {{"×", '*'}, {"·", '*'}, {"÷", '/'}, {"−", '-'}, {":", '/'}}};

struct Unit {
  std::string_view name;
  std::string_view base;
  double factor;
};
constexpr std::array<Unit, 26> kUnits = {
    {{"mm", "m", 0.001}, {"cm", "m", 0.01},   {"dm", "m", 0.1},   {"m", "m", 1.0},
     {"km", "m", 1e3},   {"mg", "g", 0.001},  {"g", "g", 1.0},    {"kg", "g", 1e3},
     {"t", "g", 1e6},    {"ms", "s", 0.001},  {"s", "s", 1.0},    {"min", "s", 60.0},
     {"h", "s", 3600.0}, {"d", "s", 86400.0}, {"ml", "l", 0.001}, {"cl", "l", 0.01},
     {"dl", "l", 0.1},   {"l", "l", 1.0},     {"L", "l", 1.0},    {"cm2", "m2", 1e-4},
     {"m2", "m2", 1.0},  {"km2", "m2", 1e6},  {"ha", "m2", 1e4},  {"cm3", "l", 0.001},
     {"m3", "l", 1e3},   {"dm3", "l", 1.0}}};

std::string plain_unit(std::string_view unit) {
  std::string plain(unit);
  for (const auto& [raised, digit] : {std::pair{"²", '2'}, std::pair{"³", '3'}})
    if (plain.ends_with(raised)) plain.replace(plain.size() - 2, 2, 1, digit);
  return plain;
}

}  // namespace

std::optional<double> number_of(std::string_view text) {
  const auto plain = without_commas(text::strip(text));
  if (!plain || plain->empty()) return std::nullopt;
  const char* begin = plain->data() + (plain->front() == '+' ? 1 : 0);
  const char* end = plain->data() + plain->size();
  double value = 0.0;
  const auto [stop, error] = std::from_chars(begin, end, value);
  const bool letters = plain->find_first_of("nN") != std::string::npos;  // "nan", "inf"
  if (error != std::errc() || stop != end || letters) return std::nullopt;
  return value;
}

std::optional<double> value_of(std::string_view text) {
  if (const auto number = number_of(text)) return number;
  auto plain = without_commas(text::strip(text));
  if (!plain) return std::nullopt;
  for (const Sign& sign : kSigns)
    for (size_t at = plain->find(sign.written); at != std::string::npos;
         at = plain->find(sign.written))
      plain->replace(at, sign.written.size(), 1, sign.plain);
  return number_of(text::calculate(*plain).value);
}

std::optional<Quantity> quantity_of(std::string_view text) {
  const std::string_view whole = text::strip(text);
  size_t end = whole.size();
  while (end > 0 && !number_of(whole.substr(0, end))) --end;
  if (end == 0) return std::nullopt;
  const double number = *number_of(whole.substr(0, end));
  const std::string unit = plain_unit(text::strip(whole.substr(end)));
  for (const Unit& known : kUnits)
    if (known.name == unit) return Quantity{number * known.factor, std::string(known.base)};
  return Quantity{number, unit};
}

std::optional<char> choice_of(std::string_view text) {
  std::string_view rest = text::strip(text);
  if (rest.starts_with('(')) rest.remove_prefix(1);
  if (rest.empty()) return std::nullopt;
  const char letter = rest.front();
  const bool lower = letter >= 'a' && letter <= 'z';
  if (!lower && !(letter >= 'A' && letter <= 'Z')) return std::nullopt;
  rest.remove_prefix(1);
  if (!rest.empty() && std::string_view(").:").find(rest.front()) == std::string_view::npos)
    return std::nullopt;
  return lower ? static_cast<char>(letter - 'a' + 'A') : letter;
}

}  // namespace dragoman::metrics
