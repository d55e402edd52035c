// Walking over text, for the inner loops: no allocation, and no call for an ASCII character.
#pragma once

#include <array>
#include <string_view>

#include "text/utf8.h"

namespace dragoman::metrics {

inline constexpr auto kAsciiSpaces = [] {
  std::array<bool, 128> table{};
  for (size_t c = 0; c < table.size(); ++c)
    table[c] = c == 0x20 || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f);
  return table;
}();

// str.isspace() of Python.
inline bool is_space(char32_t c) {
  return c < kAsciiSpaces.size() ? kAsciiSpaces[c] : text::is_python_space(c);
}

// Calls `visit(char32_t, size_t begin, size_t end)`; ill-formed bytes are U+FFFD.
template <class Visit>
void for_each_code_point(std::string_view text, Visit&& visit) {
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const auto byte = static_cast<unsigned char>(text[at]);
    const char32_t c = byte < 0x80 ? text[at++] : text::next_code_point(text, at);
    visit(c, begin, at);
  }
}

// str.split() of Python: calls `visit(std::string_view)` for every run without white space.
template <class Visit>
void for_each_word(std::string_view text, Visit&& visit) {
  size_t word = 0;
  for_each_code_point(text, [&](char32_t c, size_t begin, size_t end) {
    if (!is_space(c)) return;
    if (begin > word) visit(text.substr(word, begin - word));
    word = end;
  });
  if (text.size() > word) visit(text.substr(word));
}

}  // namespace dragoman::metrics
