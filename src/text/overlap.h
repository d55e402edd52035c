// What two texts have in common, for those who look things up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::text {

// A text as code points, case folded, without white space around it.
std::u32string folded(std::string_view text);

// The folded words of a text: stretches of letters and digits.
std::vector<std::u32string> words_in(std::string_view text);

int64_t common_prefix(std::u32string_view a, std::u32string_view b);

// Length of the longest stretch that both hold; O(|a| |b|) time, O(|b|) space.
int64_t common_substring(std::u32string_view a, std::u32string_view b);

}  // namespace dragoman::text
