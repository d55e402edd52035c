#include "synthesis/overlap.h"

#include <fmt/core.h>

#include "config/recipe.h"
#include "metrics/catalog.h"
#include "metrics/words.h"
#include "text/sentences.h"

namespace dragoman::synthesis {
namespace {

constexpr int kWords = 4;
constexpr int kCharacters = 8;

}  // namespace

const char* unit_of(std::string_view language) {
  return text::writes_spaces(language) ? "word" : "character";
}

int64_t count_units(std::string_view text, std::string_view language) {
  int64_t count = 0;
  if (text::writes_spaces(language))
    metrics::for_each_word(text, [&](std::string_view) { ++count; });
  else
    metrics::for_each_code_point(
        text, [&](char32_t c, size_t, size_t) { count += metrics::is_space(c) ? 0 : 1; });
  return count;
}

Overlap::Overlap(std::string_view language)
    : copies_(config::preset(
                  metrics::catalog(), "copy_rate",
                  {fmt::format("unit = \"{}\"", unit_of(language)),
                   fmt::format("order = {}", text::writes_spaces(language) ? kWords : kCharacters)})
                  .make()) {}

double Overlap::share(std::string_view text, std::string_view other) const {
  return copies_->sentence_score(text, metrics::Segment{.source = other}) / 100.0;
}

}  // namespace dragoman::synthesis
