// Small pieces of HTML: escaping and numbers as people read them.
#pragma once

#include <string>
#include <string_view>

namespace dragoman::evaluation {

// Safe between tags and inside double-quoted attributes. Bytes that are not UTF-8 become U+FFFD.
std::string escape(std::string_view text);

// About four significant digits: "61.24", "0.0312", "1.2e-05", "125,000"; "–" when not finite.
std::string number_text(double value);

// "42 s", "12 min", "3 h 05 min".
std::string duration_text(double seconds);

}  // namespace dragoman::evaluation
