// Where the translation stands in a reply, and how to write a reply in which it stands there.
#pragma once

#include <string>
#include <string_view>

namespace dragoman::tasks {

// The content of the last closed \boxed{…}, braces balanced, trimmed; "" when there is none.
std::string extract_boxed(std::string_view reply);

// The content of the last closed <tag>…</tag>, trimmed; "" when there is none.
std::string extract_tagged(std::string_view reply, std::string_view tag);

// The last line with text, trimmed; "" when there is none.
std::string extract_last_line(std::string_view reply);

std::string_view trimmed(std::string_view text);  // of blanks, tabs and line ends

}  // namespace dragoman::tasks
