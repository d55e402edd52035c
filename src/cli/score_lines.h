// Lines of text for `dragoman score`, in any encoding, without white space at their ends.
#pragma once

#include <string>
#include <vector>

namespace dragoman::cli {

// A missing or empty file and bytes that are not of the encoding are the user's errors.
std::vector<std::string> read_lines(const std::string& path, const std::string& encoding);

// Standard input, where a carriage return ends a line too and no line at all is one empty line.
std::vector<std::string> read_standard_input(const std::string& encoding);

}  // namespace dragoman::cli
