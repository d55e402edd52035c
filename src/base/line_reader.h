// Streams the lines of a text file, plain, .gz or .zst (told by its first bytes), in bounded
// memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"

namespace dragoman {

// Lines end at '\n'; a last line without one counts; the line end is not part of the line.
class LineReader {
 public:
  static constexpr size_t kMaxLineBytes = size_t{16} << 20;

  explicit LineReader(const Path& path);  // "-" reads standard input
  ~LineReader();

  // False at the end. A broken stream or a line over the limit is an Error naming file and line.
  bool next(std::string& line);

  int64_t line_number() const { return line_number_; }  // of the line last returned, from 1
  std::string where() const;                            // "file: line N"

  class Source;  // where the bytes come from; private to the implementation

 private:
  bool refill();

  std::string name_;
  std::unique_ptr<Source> source_;
  std::string buffer_;
  size_t position_ = 0;
  int64_t line_number_ = 0;
};

// All lines of a file.
std::vector<std::string> read_all_lines(const Path& path);

}  // namespace dragoman
