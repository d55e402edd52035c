// Traces of broken encodings: control characters, U+FFFD, private use and non-characters.
#include <algorithm>

#include "data/stage.h"
#include "text/utf8.h"

namespace dragoman::data {
namespace {

bool is_damaged_character(char32_t c) {
  const bool control = (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0);
  const bool private_use = (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
  const bool non_character = (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
  return control || private_use || non_character || c == text::kReplacement;
}

bool is_damaged(std::string_view text) {
  size_t position = 0;
  while (position < text.size())
    if (is_damaged_character(text::next_code_point(text, position))) return true;
  return false;
}

class Characters final : public Stage {
 public:
  bool apply(Row& row) override {
    return !is_damaged(row.source) &&
           std::none_of(row.references.begin(), row.references.end(), is_damaged);
  }
};

}  // namespace

config::Entry<Stage> characters() {
  return config::make_entry<Stage, Characters>(
      "characters", "Drops rows with control characters, U+FFFD or private-use characters.");
}

}  // namespace dragoman::data
