#include "text/overlap.h"

#include <algorithm>

#include "text/character_class.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::text {

std::u32string folded(std::string_view text) { return to_code_points(fold_case(strip(text))); }

std::vector<std::u32string> words_in(std::string_view text) {
  std::vector<std::u32string> words;
  bool inside = false;
  for (const char32_t c : folded(text)) {
    if (!is_word_character(c)) {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    words.back() += c;
  }
  return words;
}

int64_t common_prefix(std::u32string_view a, std::u32string_view b) {
  return std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
}

int64_t common_substring(std::u32string_view a, std::u32string_view b) {
  std::vector<int64_t> ending(b.size() + 1, 0);  // [j]: of the stretch that ends before a[i], b[j]
  int64_t longest = 0;
  for (const char32_t c : a) {
    for (size_t j = b.size(); j-- > 0;) {
      ending[j + 1] = c == b[j] ? ending[j] + 1 : 0;
      longest = std::max(longest, ending[j + 1]);
    }
  }
  return longest;
}

}  // namespace dragoman::text
