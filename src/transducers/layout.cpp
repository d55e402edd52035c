#include "transducers/layout.h"

#include <algorithm>

namespace dragoman::transducers {
namespace {

using Words = std::initializer_list<std::string_view>;

bool is_any(std::string_view text, Words words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// Marks that never belong to a word, at its front and at its end.
bool is_opening(const Token& token) {
  return token.kind == TokenKind::kMark && is_any(token.text, {"(", "[", "\"", "'", "“", "‘"});
}

bool is_closing(const Token& token) {
  return token.kind == TokenKind::kMark &&
         is_any(token.text, {".", ",", ";", ":", "!", "?", ")", "]", "\"", "'", "”", "’", "…"});
}

bool ends_sentence(std::string_view gap) {
  return gap.find_first_of(".!?") != std::string_view::npos && gap.find(' ') != gap.npos;
}

// Names of functions: the only long words of a formula. None of them is CV(C).
bool is_function_name(std::string_view word) {
  return is_any(word, {"sin", "cos", "tan", "log", "exp", "max", "min", "sqrt", "frac", "cdot"});
}

// Whether every word is a short symbol, and digits or signs of mathematics stand among them. An
// encoding keeps its words of three letters and more at four and more, so it is a formula exactly
// where the text was one.
bool is_formula(std::string_view text) {
  const bool signs = text.find_first_of("=^_\\{}*<>+") != text.npos;
  const bool digits = std::any_of(text.begin(), text.end(), is_ascii_digit);
  bool letters = false;
  for (size_t at = 0; at < text.size();) {
    if (!is_ascii_letter(text[at])) {
      ++at;
      continue;
    }
    letters = true;
    size_t end = at;
    while (end < text.size() && is_ascii_letter(text[end])) ++end;
    if (end - at > 2 && !is_function_name(text.substr(at, end - at))) return false;
    at = end;
  }
  return signs || (digits && letters);
}

}  // namespace

std::string_view Item::text() const {
  const char* begin = tokens.front().text.data();
  const std::string_view last = tokens.back().text;
  return {begin, static_cast<size_t>(last.data() + last.size() - begin)};
}

Layout lay_out(std::string_view line, std::span<const Token> tokens, bool formulas) {
  Layout layout;
  size_t gap = 0;  // where it begins in the line
  size_t offset = 0;
  for (size_t i = 0; i < tokens.size();) {
    size_t end = i;
    while (end < tokens.size() && tokens[end].kind != TokenKind::kSpace) ++end;
    size_t first = i, last = end;
    while (first < last && is_opening(tokens[first])) offset += tokens[first++].text.size();
    while (last > first && is_closing(tokens[last - 1])) --last;
    if (first < last) {
      layout.gaps.push_back(line.substr(gap, offset - gap));
      Item item;
      item.tokens.assign(tokens.begin() + static_cast<long>(first),
                         tokens.begin() + static_cast<long>(last));
      item.fixed = formulas && is_formula(item.text());
      offset += item.text().size();
      gap = offset;
      layout.items.push_back(std::move(item));
    }
    for (i = last; i < tokens.size() && (i < end || tokens[i].kind == TokenKind::kSpace); ++i)
      offset += tokens[i].text.size();
  }
  layout.gaps.push_back(line.substr(gap));
  for (size_t i = 0; i < layout.items.size(); ++i) {
    if (i == 0 || layout.gaps[i] != " ")
      layout.runs.push_back({i, i, i == 0 || ends_sentence(layout.gaps[i])});
    layout.runs.back().end = i + 1;
  }
  return layout;
}

}  // namespace dragoman::transducers
