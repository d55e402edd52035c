// One space between words, none around them.
#include "data/stage.h"
#include "text/utf8.h"

namespace dragoman::data {
namespace {

// All of Unicode's white space, so also the no-break spaces of copied pages.
std::string squeezed(std::string_view text) {
  std::string words;
  for (const std::string_view word : text::split_whitespace(text)) {
    if (!words.empty()) words += ' ';
    words += word;
  }
  return words;
}

class Whitespace final : public Stage {
 public:
  bool apply(Row& row) override {
    row.source = squeezed(row.source);
    for (auto& reference : row.references) reference = squeezed(reference);
    return true;
  }
};

}  // namespace

config::Entry<Stage> whitespace() {
  return config::make_entry<Stage, Whitespace>("whitespace",
                                               "Puts one space between words, none at the ends.");
}

}  // namespace dragoman::data
