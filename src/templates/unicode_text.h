// What Python's strings can do, on UTF-8. Positions and lengths count code points unless they are
// called bytes. Input must be well-formed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::templates {

// Bytes of the character that starts at byte `at`.
size_t character_bytes(std::string_view text, size_t at);
int64_t count_characters(std::string_view text);
// Byte offset of character `index`; the end for what is beyond.
size_t byte_of(std::string_view text, int64_t index);

// First byte of `needle` at or after byte `from`; npos when there is none. Linear in the text.
size_t find_bytes(std::string_view text, std::string_view needle, size_t from = 0);

// str.strip and its siblings: any of `characters`, or whitespace where there are none.
struct Sides {
  bool left = true;
  bool right = true;
};
std::string_view strip(std::string_view text, const std::optional<std::string>& characters,
                       Sides sides);

// str.split / rsplit with a separator, at most `limit` cuts (below 0: all).
std::vector<std::string_view> split(std::string_view text, std::string_view separator,
                                    int64_t limit);
std::vector<std::string_view> split_from_right(std::string_view text, std::string_view separator,
                                               int64_t limit);
// The same at runs of whitespace.
std::vector<std::string_view> split_space(std::string_view text, int64_t limit);
std::vector<std::string_view> split_space_from_right(std::string_view text, int64_t limit);
std::vector<std::string_view> split_lines(std::string_view text, bool keep_ends);

// str.replace: at most `limit` (below 0: all); an empty `from` goes between all characters.
std::string replace(std::string_view text, std::string_view from, std::string_view to,
                    int64_t limit);

std::string capitalize(std::string_view text);
std::string title(std::string_view text);  // str.title
std::string swap_case(std::string_view text);

// str.isupper and so on, by the method's name without "is"; nothing for an unknown name.
std::optional<bool> is_all(std::string_view name, std::string_view text);

bool is_printable(char32_t character);

std::string escape_html(std::string_view text);

}  // namespace dragoman::templates
