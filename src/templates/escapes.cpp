// Backslashes inside the strings of expressions, as Python reads them.
#include <algorithm>
#include <optional>

#include "base/error.h"
#include "templates/lexer.h"
#include "text/utf8.h"

namespace dragoman::templates {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Escapes {
  std::string_view literal;
  size_t at = 0;
  std::string out;

  // Up to `most` digits of a base; nothing when there are fewer than `least`.
  std::optional<char32_t> number(uint32_t base, size_t least, size_t most) {
    uint32_t value = 0;
    size_t count = 0;
    for (; count < most && at < literal.size(); ++count, ++at) {
      const char c = literal[at];
      const int lower = c | 0x20;
      const int digit = is_digit(c)                    ? c - '0'
                        : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10
                                                       : 99;
      if (digit >= static_cast<int>(base)) break;
      value = value * base + static_cast<uint32_t>(digit);
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (count < least || value > 0x10FFFF || surrogate) return std::nullopt;
    return static_cast<char32_t>(value);
  }

  // What follows a backslash; false when it is no character.
  bool escape() {
    static constexpr std::string_view kLetters = "\\'\"abfnrtv";
    static constexpr std::string_view kMeanings = "\\'\"\a\b\f\n\r\t\v";
    const char c = literal[at];
    if (const size_t known = kLetters.find(c); known != kLetters.npos) {
      out += kMeanings[known];
      ++at;
      return true;
    }
    if (c == '\n') return ++at, true;
    std::optional<char32_t> code;
    if (c >= '0' && c <= '7') {
      code = number(8, 1, 3);
    } else if (c == 'x' || c == 'u' || c == 'U') {
      ++at;
      const size_t size = c == 'x' ? 2 : c == 'u' ? 4 : 8;
      code = number(16, size, size);
    } else if (c == 'N') {
      return false;
    } else {
      out += '\\';
      return true;
    }
    if (code) text::append_utf8(out, *code);
    return code.has_value();
  }
};

}  // namespace

std::string unescape(std::string_view literal, const std::string& name, int line) {
  Escapes escapes{literal, 0, {}};
  while (escapes.at < literal.size()) {
    const char c = literal[escapes.at++];
    if (c != '\\' || escapes.at == literal.size()) {
      escapes.out += c;
    } else if (!escapes.escape()) {
      throw_input("{}: line {}: the escape \\{} in a string is not understood", name, line,
                  literal.substr(std::min(escapes.at, literal.size()), 1));
    }
  }
  return std::move(escapes.out);
}

}  // namespace dragoman::templates
