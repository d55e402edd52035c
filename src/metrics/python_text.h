// Strings as Python sees them, because the published metric values are Python's: which characters
// are white space, what str.lower() does, lengths in code points.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::metrics {

constexpr char32_t kReplacement = 0xfffd;

// The code point at `*at`, which moves behind it. A byte that starts no valid sequence (overlong
// forms, surrogates and values above U+10FFFF are not valid) gives `bad` and moves by one.
char32_t next_code_point(const char*& at, const char* end, char32_t bad = kReplacement);

std::vector<char32_t> to_code_points(std::string_view utf8);
int64_t count_code_points(std::string_view utf8);
void append_utf8(std::string& out, char32_t code_point);

// Position of the first byte that is not UTF-8; npos when all is well.
size_t find_invalid_utf8(std::string_view bytes);

// str.isspace(), which is neither C's nor ICU's set: U+001C–001F belong to it, U+200B does not.
bool is_space(char32_t code_point);

// Bytes of the white-space character at `at`; 0 when there is none.
size_t space_length(const char* at, const char* end);

std::string_view strip_right(std::string_view text);  // str.rstrip()
std::string_view strip(std::string_view text);        // str.strip()

// str.lower(): full Unicode mapping with the rule for the final sigma.
std::string lower(std::string_view text);

// str.split(): calls `visit(std::string_view word)` for every run without white space.
template <class Visit>
void for_each_word(std::string_view text, Visit&& visit) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const char* word = nullptr;
  while (at < end) {
    const size_t space = space_length(at, end);
    if (space == 0) {
      if (word == nullptr) word = at;
      ++at;
      continue;
    }
    if (word != nullptr) visit(std::string_view(word, static_cast<size_t>(at - word)));
    word = nullptr;
    at += space;
  }
  if (word != nullptr) visit(std::string_view(word, static_cast<size_t>(end - word)));
}

}  // namespace dragoman::metrics
