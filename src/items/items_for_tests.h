// Questions from a seed, with answers that a program can find: sums, differences, choices.
#pragma once

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "base/random.h"
#include "items/item.h"
#include "text/numbers.h"
#include "text/utf8.h"

namespace dragoman::items {

inline constexpr auto kNamesForTests = std::to_array<std::string_view>(
    {"Natalia", "Boris", "Chidi", "Wen", "Amara", "Pedro", "Ingrid", "Yusuf"});
inline constexpr auto kThingsForTests = std::to_array<std::string_view>(
    {"clips", "yellow pencils", "wooden boxes", "oranges", "library books", "glass marbles",
     "postage stamps", "chickens"});

// "A pays 3 and 5: how many altogether, or left?" and the same with options.
inline Item random_item(Rng& rng) {
  const auto pick = [&](const auto& list) { return std::string(list[rng.below(list.size())]); };
  const auto first = static_cast<int>(200 + rng.below(800)),
             second = static_cast<int>(1 + rng.below(199));
  const bool sum = rng.below(2) == 0;
  const std::string name = pick(kNamesForTests), things = pick(kThingsForTests);
  const int answer = sum ? first + second : first - second;
  Item item;
  item.stem = fmt::format(
      "Last summer the teacher gave {} {} {}, and a friend {} {} more of them. How many {} does {} "
      "have {}?",
      name, first, things, sum ? "brought" : "borrowed", second, things, name,
      sum ? "altogether" : "remaining");
  item.answer = std::to_string(answer);
  item.type = AnswerType::kNumber;
  if (rng.below(2) == 0) return item;
  item.type = AnswerType::kChoice;
  const auto right = rng.below(3);
  for (uint64_t i = 0; i < 3; ++i)
    item.options.push_back(i == right ? fmt::format("exactly {} pieces", answer)
                                      : fmt::format("about {} {}", answer + 7 * (i + 1), things));
  item.answer = std::string(1, static_cast<char>('A' + right));
  return item;
}

// Reads the question and computes.
inline std::string solve(const Item& item) {
  const auto numbers = text::numbers_in(item.stem);
  if (numbers.size() != 2) return "";
  const int first = std::stoi(numbers[0]), second = std::stoi(numbers[1]);
  const bool sum = item.stem.find("altogether") != std::string::npos;
  const std::string answer = std::to_string(sum ? first + second : first - second);
  for (size_t i = 0; i < item.options.size(); ++i)
    if (item.options[i].find(answer) != std::string::npos)
      return std::string(1, static_cast<char>('A' + i));
  return answer;
}

}  // namespace dragoman::items
