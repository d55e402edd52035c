// UTF-8 in and out: checking, code points, and whitespace as Python means it.
// All positions and lengths named "code points" count those, never bytes or graphemes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::text {

inline constexpr char32_t kReplacement = 0xFFFD;

// Byte offset (from 0) of the first byte that starts no well-formed sequence; nothing when all is
// well. Overlong forms, surrogates and values over U+10FFFF are not well-formed.
std::optional<size_t> first_invalid_utf8(std::string_view text);

// The user's error when `text` is not UTF-8; `where` ("file: line 3") starts the message.
void require_utf8(std::string_view text, std::string_view where);

// Each maximal ill-formed subsequence becomes one U+FFFD (Unicode 15, section 3.9).
std::string repair_utf8(std::string_view text);

// The code point at `position`, which moves past it. Ill-formed bytes read as U+FFFD.
char32_t next_code_point(std::string_view text, size_t& position);

// Start of the code point that ends before `position` > 0. The text must be well-formed.
size_t previous_code_point(std::string_view text, size_t position);

void append_utf8(std::string& out, char32_t code_point);

std::u32string to_code_points(std::string_view text);  // ill-formed bytes read as U+FFFD
std::string to_utf8(std::u32string_view code_points);
int64_t count_code_points(std::string_view text);

// str.isspace of one character: 29 code points, among them U+001C to U+001F; not U+200B or U+FEFF.
bool is_python_space(char32_t code_point);
// Unicode's White_Space property: the set above without U+001C to U+001F.
bool is_white_space(char32_t code_point);

// str.strip, lstrip, rstrip and split() with no argument. Views into `text`.
std::string_view strip(std::string_view text);
std::string_view strip_left(std::string_view text);
std::string_view strip_right(std::string_view text);
std::vector<std::string_view> split_whitespace(std::string_view text);

// str.split(separator): k separators give k + 1 parts, empty ones included.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace dragoman::text
