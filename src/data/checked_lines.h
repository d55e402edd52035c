// Lines of a file that is known to be UTF-8 text, with the places of its errors.
#pragma once

#include <string>

#include "base/line_reader.h"

namespace dragoman::data {

// A byte order mark at the start and a carriage return at a line's end are taken off.
class CheckedLines {
 public:
  explicit CheckedLines(const Path& path);

  // False at the end. A byte that is not UTF-8 is an Error with its offset in the text; a file
  // without a single line is one too.
  bool next(std::string& line);

  int64_t line_number() const { return reader_.line_number(); }
  std::string where() const { return reader_.where(); }
  const std::string& name() const { return name_; }
  std::string id() const;  // "file name:line", of the line last returned

 private:
  void check(const std::string& line) const;

  LineReader reader_;
  std::string name_;        // as given
  std::string short_name_;  // without folders
  int64_t offset_ = 0;      // of the line last returned, in bytes of the unpacked text
  int64_t next_offset_ = 0;
};

}  // namespace dragoman::data
