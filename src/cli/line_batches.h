// Line by line through a function on all threads, results in the order of the input.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace dragoman::cli {

// Reads standard input and writes what `transform(line, where)` returns, with a line end, to
// standard output. `where` ("standard input: line 3") starts the messages of what is wrong.
// Lines that are not UTF-8 are the user's error.
void transform_lines(
    const std::function<std::string(std::string_view line, const std::string& where)>& transform);

}  // namespace dragoman::cli
