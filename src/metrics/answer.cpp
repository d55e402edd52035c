#include "metrics/answer.h"

#include <cmath>
#include <optional>

#include "metrics/answer_forms.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::metrics {
namespace {

// Words with single blanks between them, folded, without a closing full stop.
std::string folded(std::string_view answer) {
  std::string all;
  for (const std::string_view word : text::split_whitespace(answer))
    all += (all.empty() ? "" : " ") + text::fold_case(word);
  if (all.size() > 1 && all.ends_with('.')) all.pop_back();
  return all;
}

// Units keep their case: mm is not Mm.
std::string_view without_full_stop(std::string_view answer) {
  const std::string_view text = text::strip(answer);
  return text.size() > 1 && text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

std::optional<Quantity> read(const std::string& form, std::string_view answer) {
  const std::string_view text = without_full_stop(answer);
  if (form == "quantity") return quantity_of(text);
  const auto number = form == "expression" ? value_of(text) : number_of(text);
  if (!number) return std::nullopt;
  return Quantity{*number, ""};
}

bool is_near(double number, double reference, double tolerance) {
  return std::abs(number - reference) <= (tolerance + kRounding) * std::abs(reference);
}

}  // namespace

bool AnswerComparison::matches(std::string_view answer, std::string_view reference) const {
  if (compare == "exact") return answer == reference;
  if (compare == "choice") {
    const auto a = choice_of(answer), b = choice_of(reference);
    if (a && b) return *a == *b;
  } else if (compare != "folded") {
    const auto a = read(compare, answer), b = read(compare, reference);
    if (a && b) return a->unit == b->unit && is_near(a->number, b->number, tolerance);
  }
  return folded(answer) == folded(reference);
}

}  // namespace dragoman::metrics
