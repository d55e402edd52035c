#include "synthesis/known_answer.h"

#include <string>

#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::synthesis {
namespace {

std::string_view last_line(std::string_view text) {
  text = text::strip(text);
  const size_t end = text.rfind('\n');
  return end == text.npos ? text : text.substr(end + 1);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// Whether two neighbours belong to one word. Where no spaces are written, words of that script
// have no end that could be seen, so only Latin letters and digits are looked at.
bool are_joined(char a, char b) {
  return (is_digit(a) && is_digit(b)) || (is_letter(a) && is_letter(b));
}

bool goes_on_as_number(std::string_view text, size_t begin, size_t end) {
  const auto is_mark = [](char c) { return c == '.' || c == ','; };
  const bool behind = end + 1 < text.size() && is_mark(text[end]) && is_digit(text[end + 1]);
  const bool before = begin >= 2 && is_mark(text[begin - 1]) && is_digit(text[begin - 2]);
  return (behind && is_digit(text[end - 1])) || (before && is_digit(text[begin]));
}

bool holds(std::string_view text, std::string_view wanted) {
  for (size_t at = text.find(wanted); at != text.npos; at = text.find(wanted, at + 1)) {
    const size_t end = at + wanted.size();
    const bool inside = (at > 0 && are_joined(text[at - 1], text[at])) ||
                        (end < text.size() && are_joined(text[end - 1], text[end]));
    if (!inside && !goes_on_as_number(text, at, end)) return true;
  }
  return false;
}

}  // namespace

bool reaches(std::string_view answer, std::string_view result) {
  const std::string wanted = text::fold_case(text::strip(result));
  return !wanted.empty() && holds(text::fold_case(last_line(answer)), wanted);
}

}  // namespace dragoman::synthesis
