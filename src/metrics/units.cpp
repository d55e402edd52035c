#include "metrics/units.h"

#include "metrics/words.h"

namespace dragoman::metrics {
namespace {

template <class Number>
std::vector<Symbol> read(std::string_view text, std::string_view unit, Number&& number) {
  std::vector<Symbol> symbols;
  for_each_word(text, [&](std::string_view word) {
    if (unit == "word") {
      symbols.push_back(number(word));
      return;
    }
    for_each_code_point(
        word, [&](char32_t c, size_t, size_t) { symbols.push_back(static_cast<Symbol>(c) + 1); });
  });
  return symbols;
}

}  // namespace

std::vector<Symbol> add_units(std::string_view text, std::string_view unit,
                              Vocabulary& vocabulary) {
  return read(text, unit, [&](std::string_view word) { return vocabulary.add(word); });
}

std::vector<Symbol> find_units(std::string_view text, std::string_view unit,
                               const Vocabulary& vocabulary) {
  return read(text, unit, [&](std::string_view word) { return vocabulary.find(word); });
}

}  // namespace dragoman::metrics
