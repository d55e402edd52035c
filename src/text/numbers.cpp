#include "text/numbers.h"

#include <unicode/uchar.h>

#include "text/utf8.h"

namespace dragoman::text {
namespace {

int32_t digit_of(char32_t c) { return u_charDigitValue(static_cast<UChar32>(c)); }

bool separates_digits(char32_t c) {
  return std::u32string_view(U".,'\u2019\u00a0\u202f\u066b\u066c\uff0c\uff0e").find(c) !=
         std::u32string_view::npos;
}

}  // namespace

std::vector<std::string> numbers_in(std::string_view text, size_t min_digits) {
  const std::u32string characters = to_code_points(text);
  std::vector<std::string> numbers;
  std::string digits;
  for (size_t i = 0; i <= characters.size(); ++i) {
    const int32_t digit = i < characters.size() ? digit_of(characters[i]) : -1;
    if (digit >= 0) {
      digits += static_cast<char>('0' + digit);
      continue;
    }
    const bool inside = !digits.empty() && i + 1 < characters.size() &&
                        separates_digits(characters[i]) && digit_of(characters[i + 1]) >= 0;
    if (inside) continue;
    if (!digits.empty() && digits.size() >= min_digits) numbers.push_back(digits);
    digits.clear();
  }
  return numbers;
}

}  // namespace dragoman::text
