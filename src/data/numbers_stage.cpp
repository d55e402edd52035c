// Numbers that don't survive the translation: a cheap sign of a misaligned pair.
#include <algorithm>
#include <vector>

#include "data/stage.h"

namespace dragoman::data {
namespace {

struct NumbersConfig {
  int64_t min_digits = 2;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("min_digits", min_digits, "shorter numbers are often written out, and are not compared",
          config::at_least(1));
  }
};

// Runs of ASCII digits, sorted. Group and decimal separators differ between languages, so
// "1,000.5" and "1.000,5" agree: separators between digits are left out.
std::vector<std::string> numbers_in(std::string_view text, size_t min_digits) {
  std::vector<std::string> numbers;
  std::string digits;
  const auto is_digit = [&](size_t i) {
    return i < text.size() && text[i] >= '0' && text[i] <= '9';
  };
  for (size_t i = 0; i <= text.size(); ++i) {
    if (is_digit(i)) {
      digits += text[i];
      continue;
    }
    const bool separator =
        i < text.size() && (text[i] == '.' || text[i] == ',' || text[i] == '\'') && is_digit(i + 1);
    if (separator && !digits.empty()) continue;
    if (digits.size() >= min_digits) numbers.push_back(digits);
    digits.clear();
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

class Numbers final : public Stage {
 public:
  explicit Numbers(NumbersConfig config) : config_(config) {}

  bool apply(Row& row) override {
    const auto digits = static_cast<size_t>(config_.min_digits);
    const auto source = numbers_in(row.source, digits);
    return std::all_of(row.references.begin(), row.references.end(),
                       [&](const std::string& text) { return numbers_in(text, digits) == source; });
  }

 private:
  NumbersConfig config_;
};

}  // namespace

config::Entry<Stage> numbers() {
  return config::make_entry<Stage, Numbers, NumbersConfig>(
      "numbers", "Drops rows whose source and reference hold different numbers.");
}

}  // namespace dragoman::data
