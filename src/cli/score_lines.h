// Lines of text for `dragoman score`, in any encoding, without white space at their ends.
#pragma once

#include <string>
#include <vector>

#include "base/line_reader.h"
#include "text/encoding.h"

namespace dragoman::cli {

// One file's lines, in turn. A missing file and bytes that are not of the encoding are the user's
// errors.
class TextLines {
 public:
  TextLines(const std::string& path, const std::string& encoding);

  bool next(std::string& line);  // false at the end

  const std::string& path() const { return path_; }
  int64_t count() const { return reader_.line_number(); }  // lines so far

 private:
  std::string path_;
  text::Decoder decoder_;
  LineReader reader_;
};

// All of them; an empty file is the user's error.
std::vector<std::string> read_lines(const std::string& path, const std::string& encoding);

// Standard input, where a carriage return ends a line too and no line at all is one empty line.
std::vector<std::string> read_standard_input(const std::string& encoding);

// The user's error for a file, or standard input, without a line.
[[noreturn]] void throw_empty(const std::string& path);

}  // namespace dragoman::cli
