// A question with an answer that can be checked, in the parts that a translation must keep apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dragoman::items {

enum class AnswerType { kNumber, kChoice, kYesNo, kSpan };

std::string_view name_of(AnswerType type);  // "number", "choice", "yes_no", "span"

struct Item {
  std::string stem;                  // the question without its options
  std::vector<std::string> options;  // in their order, without letters; none, or two and more
  std::string answer;                // of kChoice the letter "A" … "Z", else as it was given
  AnswerType type = AnswerType::kSpan;
};

// Options are what follows "A)", "(A)", "A." or "A:" at the start of a line, or "A)" and "(A)"
// within one; letters go up from A. The answer of an item with options is a letter, with or without
// its marks, or the text of one option; any other is the user's error and is named after `where`.
// Without options a number is kNumber, yes, no, true and false are kYesNo, the rest is kSpan.
Item parse_item(std::string_view text, std::string_view answer, std::string_view where);

// The stem and a line "A) …" for each option. parse_item gives the same item back.
std::string text_of(const Item& item);

// Whether an answer means the same: numbers by value ("1,000" and "1000.0"), letters without marks,
// the rest without case and outer blanks.
bool same_answer(const Item& item, std::string_view answer);

}  // namespace dragoman::items
