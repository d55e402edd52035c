// The numbers that a text writes in digits, in a form that languages share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dragoman::text {

// In their order, as ASCII digits: digits of every script are read ("٣", "３" and "3" are one), and
// separators between digits are left out, as they differ between languages: "1,000.5", "1.000,5"
// and "1 000,5" (with a no-break space) are all "10005". Numbers of fewer than `min_digits` digits
// are left out. Ill-formed bytes are no digits.
std::vector<std::string> numbers_in(std::string_view text, size_t min_digits = 1);

}  // namespace dragoman::text
