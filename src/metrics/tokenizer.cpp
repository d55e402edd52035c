#include "metrics/tokenizer.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "text/replace_all.h"
#include "text/utf8.h"

namespace dragoman::metrics {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_mark(char c) { return c == '.' || c == ','; }

constexpr auto kWesternPunctuation = [] {
  std::array<bool, 256> table{};
  const auto mark = [&table](char first, char last) {
    for (int c = first; c <= last; ++c) table[static_cast<size_t>(c)] = true;
  };
  mark('{', '~');
  mark('[', '`');
  mark('!', '&');  // the table has the space, too, but space around a space tells words no better
  mark('(', '+');
  mark(':', '@');
  mark('/', '/');
  return table;
}();

// ASCII punctuation except ' , - .
bool is_western_punctuation(char c) { return kWesternPunctuation[static_cast<uint8_t>(c)]; }

// The passes below look at bytes: they only ask for ASCII characters, and whether "any character
// but a digit" takes one byte or all of a sequence makes no difference to what is written.
//
// `is_match(first, second)` says which pairs of neighbours are written as `before`, the first,
// a space, the second, `behind`; matches do not overlap, as in a regular-expression substitution.
template <class IsMatch>
std::string spread_pairs(std::string_view text, std::string_view before, std::string_view behind,
                         IsMatch&& is_match) {
  std::string out;
  size_t written = 0;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if (!is_match(text[i], text[i + 1])) continue;
    if (out.empty()) out.reserve(text.size() + text.size() / 4 + 8);
    out.append(text.substr(written, i - written)).append(before);
    out.append({text[i], ' ', text[i + 1]}).append(behind);
    written = ++i + 1;
  }
  return out.append(text.substr(written));
}

// The passes that have something to do.
std::string split_western(std::string text) {
  bool western = false, marks = false, dashes = false;
  for (const char c : text) {
    western |= is_western_punctuation(c);
    marks |= is_mark(c);
    dashes |= c == '-';
  }
  if (western) text = surround_western_punctuation(text);
  if (marks) text = split_marks_before_nondigit(split_marks_after_nondigit(text));
  return dashes ? split_dash_after_digit(text) : text;
}

// The effective ranges of the published table, two of whose entries were written with an escape
// that is one digit too short and therefore also cover most of U+2001–2A6D.
bool is_chinese(char32_t c) {
  constexpr std::array<std::pair<char32_t, char32_t>, 13> kRanges = {{{0x2001, 0x2a6d},
                                                                      {0x2e80, 0x2fdf},
                                                                      {0x2ff0, 0x303f},
                                                                      {0x3100, 0x312f},
                                                                      {0x31a0, 0x31ef},
                                                                      {0x3200, 0x4db5},
                                                                      {0x4e00, 0x9fbb},
                                                                      {0xf900, 0xfa2d},
                                                                      {0xfa30, 0xfa6a},
                                                                      {0xfa70, 0xfad9},
                                                                      {0xfe10, 0xfe1f},
                                                                      {0xfe30, 0xfe4f},
                                                                      {0xff00, 0xffef}}};
  return std::any_of(kRanges.begin(), kRanges.end(),
                     [c](const auto& range) { return c >= range.first && c <= range.second; });
}

bool has_category(char32_t c, uint32_t mask) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & mask) != 0;
}

// Pairs (first, second) that satisfy both masks get the given strings around them.
std::u32string split_category_pairs(const std::u32string& text, bool punctuation_first) {
  std::u32string out;
  out.reserve(text.size() * 2);
  size_t i = 0;
  while (i + 1 < text.size()) {
    const char32_t mark = punctuation_first ? text[i] : text[i + 1];
    const char32_t other = punctuation_first ? text[i + 1] : text[i];
    if (!has_category(mark, U_GC_P_MASK) || has_category(other, U_GC_N_MASK)) {
      out.push_back(text[i++]);
      continue;
    }
    if (punctuation_first) out.push_back(U' ');
    out.append({text[i], U' ', text[i + 1]});
    if (!punctuation_first) out.push_back(U' ');
    i += 2;
  }
  if (i < text.size()) out.push_back(text[i]);
  return out;
}

}  // namespace

std::string surround_western_punctuation(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 2 + 8);
  size_t written = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!is_western_punctuation(text[i])) continue;
    out.append(text.substr(written, i - written)).append({' ', text[i], ' '});
    written = i + 1;
  }
  return out.append(text.substr(written));
}

std::string split_marks_after_nondigit(std::string_view text) {
  return spread_pairs(text, "", " ",
                      [](char first, char second) { return is_mark(second) && !is_digit(first); });
}

std::string split_marks_before_nondigit(std::string_view text) {
  return spread_pairs(text, " ", "",
                      [](char first, char second) { return is_mark(first) && !is_digit(second); });
}

std::string split_dash_after_digit(std::string_view text) {
  return spread_pairs(text, "", " ",
                      [](char first, char second) { return second == '-' && is_digit(first); });
}

std::string unescape_xml(std::string_view text) {
  std::string out = text::replace_all(text, "&quot;", "\"");
  out = text::replace_all(out, "&amp;", "&");
  out = text::replace_all(out, "&lt;", "<");
  return text::replace_all(out, "&gt;", ">");
}

std::string tokenize_none(std::string_view text) { return std::string(text); }

std::string tokenize_13a(std::string_view text) {
  std::string line;
  line.reserve(text.size() + 2);
  line.append(1, ' ').append(text).append(1, ' ');
  if (line.find('<') != std::string::npos) line = text::replace_all(line, "<skipped>", "");
  if (line.find('\n') != std::string::npos)
    line = text::replace_all(text::replace_all(line, "-\n", ""), "\n", " ");
  if (line.find('&') != std::string::npos) line = unescape_xml(line);
  return split_western(std::move(line));
}

std::string tokenize_zh(std::string_view text) {
  std::string spaced;
  for (const char32_t c : text::to_code_points(text::strip(text))) {
    const bool alone = is_chinese(c);
    if (alone) spaced.push_back(' ');
    text::append_utf8(spaced, c);
    if (alone) spaced.push_back(' ');
  }
  return split_western(std::move(spaced));
}

std::string tokenize_char(std::string_view text) {
  std::string out;
  out.reserve(2 * text.size());
  for (const char32_t c : text::to_code_points(text)) {
    text::append_utf8(out, c);
    out.push_back(' ');
  }
  return out;
}

std::string tokenize_intl(std::string_view text) {
  auto line = split_category_pairs(text::to_code_points(text), false);
  line = split_category_pairs(line, true);
  std::string out;
  out.reserve(2 * text.size());
  for (const char32_t c : line) {
    const bool alone = has_category(c, U_GC_S_MASK);
    if (alone) out.push_back(' ');
    text::append_utf8(out, c);
    if (alone) out.push_back(' ');
  }
  return out;
}

}  // namespace dragoman::metrics
