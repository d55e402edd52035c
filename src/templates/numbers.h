// Texts as numbers, by Python's rules: blanks around, underscores between digits.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dragoman::templates {

// int(text, base); base 0 reads 0x, 0o and 0b. Nothing when it is no integer of 64 bits.
std::optional<int64_t> parse_integer(std::string_view text, int base);
// float(text), with "inf" and "nan".
std::optional<double> parse_float(std::string_view text);

}  // namespace dragoman::templates
