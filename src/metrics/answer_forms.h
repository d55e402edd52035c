// Answers that are more than texts: numbers, sums, quantities, letters.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dragoman::metrics {

// Two numbers that differ by less, as a share, are one number written or reckoned in two ways.
inline constexpr double kRounding = 1e-12;

// A decimal number ("-1,000.50", "2e3"); commas stand between thousands alone, so "1,5" is none.
std::optional<double> number_of(std::string_view text);

// What an arithmetic expression comes to ("2 × (3 + 4)", "1,000 / 8"), a number's own value.
std::optional<double> value_of(std::string_view text);

struct Quantity {
  double number = 0.0;  // in the unit that those of its kind are measured in
  std::string unit;     // that one: "m", "g", "s", "l", "m2", "%"; any other as it was; "": none
};

// A number with a unit behind it, with or without a blank between them: "3.5 km" is 3500 m.
std::optional<Quantity> quantity_of(std::string_view text);

// The letter of a choice, as a capital: "b", "(B)", "B) Oslo", "B. Oslo", "B: Oslo".
std::optional<char> choice_of(std::string_view text);

}  // namespace dragoman::metrics
