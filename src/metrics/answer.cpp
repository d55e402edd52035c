#include "metrics/answer.h"

#include <charconv>
#include <optional>

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

// A decimal number, with or without commas between its thousands.
std::optional<double> number_of(std::string text) {
  std::erase(text, ',');
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace

bool AnswerComparison::matches(std::string_view answer, std::string_view reference) const {
  if (compare == "exact") return answer == reference;
  const std::string said = folded(answer), wanted = folded(reference);
  if (said == wanted) return true;
  if (compare != "number") return false;
  const auto a = number_of(said), b = number_of(wanted);
  return a && b && *a == *b;
}

}  // namespace dragoman::metrics
