// English-like sentences from a word list, for tests; and transducers by name.
#pragma once

#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/random.h"
#include "transducers/catalog.h"

namespace dragoman::transducers {

inline std::unique_ptr<Transducer> transducer(std::string_view name, int64_t seed = 7) {
  return from_settings(name, {fmt::format("--seed={}", seed)});
}

// Each % is a word of the list named by the letter after it.
inline std::string random_sentence(Rng& rng) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"Anna", "Boris", "Mr. Lee", "Chidi", "The teacher", "My sister", "Grandma", "He", "They"});
  static constexpr auto kVerbs = std::to_array<std::string_view>(
      {"bought", "sells", "has collected", "is painting", "will carry", "wanted", "breaks", "gave",
       "doesn't need", "found", "could wash", "zorbled"});
  static constexpr auto kNouns = std::to_array<std::string_view>(
      {"apples", "a bicycle", "the children", "her friends' books", "yellow pencils", "ice-cream",
       "the McDonald's vouchers", "grandmother's kitchen", "boxes of chalk", "glorps", "money"});
  static constexpr auto kPlaces = std::to_array<std::string_view>(
      {"in April", "at the market", "for $12 each", "on Monday, May 5th", "with great care",
       "quickly", "before 10:30", "near the happiest river", "per week", "(see page 9)"});
  static constexpr auto kShapes = std::to_array<std::string_view>(
      {"%N %V 48 %O %P.", "%N %V %O and %N %V %O %P.", "How many %O did %N buy %P?",
       "If %N %V %O, how much does %N have left?", "%P %N %V %O!", "Find the number of %O %P.",
       "\"%N %V %O,\" she said, because %N %V twice as many %O."});
  const auto pick = [&](const auto& list) { return list[rng.below(list.size())]; };
  std::string sentence;
  const std::string_view shape = pick(kShapes);
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] != '%') {
      sentence += shape[i];
      continue;
    }
    switch (shape[++i]) {
      case 'N': sentence += pick(kNames); break;
      case 'V': sentence += pick(kVerbs); break;
      case 'O': sentence += pick(kNouns); break;
      default: sentence += pick(kPlaces);
    }
  }
  return sentence;
}

}  // namespace dragoman::transducers
