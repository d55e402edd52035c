// Too short, too long, or too unequal to be a translation.
#include <algorithm>

#include "data/stage.h"
#include "text/utf8.h"

namespace dragoman::data {
namespace {

struct LengthConfig {
  int64_t min_characters = 1;
  int64_t max_characters = 0;
  int64_t min_words = 1;
  int64_t max_words = 0;
  double max_ratio = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("min_characters", min_characters, "code points a side has at least", config::at_least(0));
    visit("max_characters", max_characters, "code points a side has at most; 0: any number",
          config::at_least(0));
    visit("min_words", min_words, "words (between white space) a side has at least",
          config::at_least(0));
    visit("max_words", max_words, "words a side has at most; 0: any number", config::at_least(0));
    visit("max_ratio", max_ratio,
          "characters of the longer side per character of the shorter, at most; 0: any",
          config::at_least(0));
  }
};

// A row without references is judged by its source alone.
class Length final : public Stage {
 public:
  explicit Length(LengthConfig config) : config_(config) {}

  bool apply(Row& row) override {
    if (!fits(row.source)) return false;
    return std::all_of(row.references.begin(), row.references.end(),
                       [&](const std::string& reference) {
                         return fits(reference) && balanced(row.source, reference);
                       });
  }

 private:
  static bool within(int64_t count, int64_t min, int64_t max) {
    return count >= min && (max == 0 || count <= max);
  }

  bool fits(std::string_view text) const {
    const auto words = static_cast<int64_t>(text::split_whitespace(text).size());
    return within(text::count_code_points(text), config_.min_characters, config_.max_characters) &&
           within(words, config_.min_words, config_.max_words);
  }

  bool balanced(std::string_view source, std::string_view reference) const {
    if (config_.max_ratio == 0.0) return true;
    const auto [shorter, longer] =
        std::minmax({text::count_code_points(source), text::count_code_points(reference)});
    return static_cast<double>(longer) <= config_.max_ratio * static_cast<double>(shorter);
  }

  LengthConfig config_;
};

}  // namespace

config::Entry<Stage> length() {
  return config::make_entry<Stage, Length, LengthConfig>(
      "length", "Drops rows that are empty, too short, too long or too unequal in length.");
}

}  // namespace dragoman::data
