// Numbers that don't survive the translation: a cheap sign of a misaligned pair.
#include <algorithm>
#include <vector>

#include "data/stage.h"
#include "text/numbers.h"

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

std::vector<std::string> sorted_numbers(std::string_view text, int64_t min_digits) {
  auto numbers = text::numbers_in(text, static_cast<size_t>(min_digits));
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

class Numbers final : public Stage {
 public:
  explicit Numbers(NumbersConfig config) : config_(config) {}

  bool apply(Row& row) override {
    const auto source = sorted_numbers(row.source, config_.min_digits);
    return std::all_of(row.references.begin(), row.references.end(), [&](const std::string& text) {
      return sorted_numbers(text, config_.min_digits) == source;
    });
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
