// Results on stdout, and only results. A reader that went away ends the program quietly; a full
// disk is a failure.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <utility>

namespace dragoman::cli {

// Thrown when nobody reads stdout any more; `main` ends as SIGPIPE would.
struct ReaderGone {};

// Buffered; bytes reach the reader at the latest at `flush_out`, which main calls at the end.
void write_out(std::string_view bytes);
void flush_out();

template <class... Args>
void print_out(fmt::format_string<Args...> format, Args&&... args) {
  write_out(fmt::format(format, std::forward<Args>(args)...));
}

// Whether stdout is a terminal that takes colours.
bool stdout_has_colours();

// Bold where stdout is a terminal that takes colours, else the text itself.
std::string bold(std::string_view text);

}  // namespace dragoman::cli
