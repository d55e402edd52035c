// The rows of a file as texts: a JSON object a line, or one JSON array over the whole file, as
// instruction sets often come.
#pragma once

#include <string>

#include "base/line_reader.h"

namespace dragoman::corpus {

class RowReader {
 public:
  explicit RowReader(const Path& path) : reader_(path) {}

  // The next row that is not blank; false at the end. An array's row may be of several lines, which
  // become one. Whether it is JSON is for others to see.
  bool next(std::string& row);

  int64_t line_number() const { return row_line_; }  // where the row last returned began, from 1

 private:
  bool next_line();
  bool next_element(std::string& row);
  bool take(char c, std::string& row);

  LineReader reader_;
  std::string line_;
  size_t position_ = 0;  // in line_, of an array
  int64_t row_line_ = 0;
  bool started_ = false;
  bool array_ = false;
  int depth_ = 0;  // of the element under way
  bool quoted_ = false;
  bool escaped_ = false;
};

}  // namespace dragoman::corpus
