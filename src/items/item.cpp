#include "items/item.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/error.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::items {
namespace {

// Where an option's letter stands with its marks.
struct Marker {
  size_t begin = 0;
  size_t end = 0;
};

char at_or_zero(std::string_view text, size_t at) { return at < text.size() ? text[at] : '\0'; }

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

// "(B)", "B)", and at the start of a line "B." and "B:", each before a blank.
std::optional<Marker> marker_at(std::string_view text, size_t at, char letter) {
  if (at > 0 && !is_blank(text[at - 1])) return std::nullopt;
  const bool bracket = text[at] == '(';
  const size_t place = at + (bracket ? 1 : 0);
  if (at_or_zero(text, place) != letter) return std::nullopt;
  const char mark = at_or_zero(text, place + 1);
  const bool opens_line = at == 0 || text[at - 1] == '\n';
  const bool marked = mark == ')' || (!bracket && opens_line && (mark == '.' || mark == ':'));
  const char after = at_or_zero(text, place + 2);
  if (!marked || (after != '\0' && !is_blank(after))) return std::nullopt;
  return Marker{at, place + 2};
}

// A, B, C, … in this order.
std::vector<Marker> markers_in(std::string_view text) {
  std::vector<Marker> markers;
  for (size_t at = 0; at < text.size() && markers.size() < 26; ++at) {
    const auto marker = marker_at(text, at, static_cast<char>('A' + markers.size()));
    if (marker) markers.push_back(*marker);
  }
  return markers;
}

std::optional<double> number_in(std::string_view text) {
  std::string digits(text::strip(text));
  std::erase(digits, ',');
  if (digits.starts_with('$')) digits.erase(0, 1);
  double value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || error != std::errc() || stop != end) return std::nullopt;
  return value;
}

// "(B)", "B." and "B" are "B"; anything else is "".
std::string letter_in(std::string_view answer) {
  std::string letter(text::strip(answer));
  std::erase_if(letter, [](char c) { return c == '(' || c == ')' || c == '.' || c == ':'; });
  return letter.size() == 1 && letter[0] >= 'A' && letter[0] <= 'Z' ? letter : "";
}

std::string folded(std::string_view text) { return text::fold_case(text::strip(text)); }

std::string letter_of_option(const Item& item, std::string_view answer) {
  for (size_t i = 0; i < item.options.size(); ++i)
    if (folded(item.options[i]) == folded(answer))
      return std::string(1, static_cast<char>('A' + i));
  return letter_in(answer);
}

AnswerType type_of(std::string_view answer) {
  if (number_in(answer)) return AnswerType::kNumber;
  for (const char* word : {"yes", "no", "true", "false"})
    if (folded(answer) == word) return AnswerType::kYesNo;
  return AnswerType::kSpan;
}

}  // namespace

std::string_view name_of(AnswerType type) {
  switch (type) {
    case AnswerType::kNumber: return "number";
    case AnswerType::kChoice: return "choice";
    case AnswerType::kYesNo: return "yes_no";
    case AnswerType::kSpan: break;
  }
  return "span";
}

Item parse_item(std::string_view text, std::string_view answer, std::string_view where) {
  Item item;
  auto markers = markers_in(text);
  if (markers.size() < 2) markers.clear();
  item.stem = text::strip(text.substr(0, markers.empty() ? text.size() : markers.front().begin));
  for (size_t i = 0; i < markers.size(); ++i) {
    const size_t end = i + 1 < markers.size() ? markers[i + 1].begin : text.size();
    item.options.emplace_back(text::strip(text.substr(markers[i].end, end - markers[i].end)));
  }
  item.answer = text::strip(answer);
  if (item.options.empty()) {
    item.type = type_of(answer);
    return item;
  }
  item.type = AnswerType::kChoice;
  item.answer = letter_of_option(item, answer);
  if (item.answer.empty() || static_cast<size_t>(item.answer[0] - 'A') >= item.options.size())
    throw_input("{}: the answer \"{}\" is none of the {} options: give its letter or its text",
                where, answer, item.options.size());
  return item;
}

std::string text_of(const Item& item) {
  std::string text = item.stem;
  for (size_t i = 0; i < item.options.size(); ++i)
    text.append(text.empty() ? "" : "\n")
        .append(1, static_cast<char>('A' + i))
        .append(") ")
        .append(item.options[i]);
  return text;
}

bool same_answer(const Item& item, std::string_view answer) {
  switch (item.type) {
    case AnswerType::kNumber: return number_in(answer) == number_in(item.answer);
    case AnswerType::kChoice: return letter_of_option(item, answer) == item.answer;
    default: return folded(answer) == folded(item.answer);
  }
}

}  // namespace dragoman::items
