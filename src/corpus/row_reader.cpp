#include "corpus/row_reader.h"

#include <utility>

#include "text/utf8.h"

namespace dragoman::corpus {

bool RowReader::next(std::string& row) {
  if (array_) return next_element(row);
  do {
    if (!next_line()) return false;
  } while (text::strip(line_).empty());
  const bool first = !std::exchange(started_, true);
  const size_t begin = line_.find_first_not_of(" \t");
  if (first && line_[begin] == '[') {
    array_ = true;
    position_ = begin + 1;
    return next_element(row);
  }
  row_line_ = reader_.line_number();
  row = std::move(line_);
  return true;
}

bool RowReader::next_line() {
  if (!reader_.next(line_)) return false;
  if (reader_.line_number() == 1 && line_.starts_with("\xef\xbb\xbf")) line_.erase(0, 3);
  if (line_.ends_with('\r')) line_.pop_back();
  position_ = 0;
  return true;
}

// What stands between elements is left out. An element that the file does not end is given as far
// as it goes, so that whoever parses it says what is wrong.
bool RowReader::next_element(std::string& row) {
  row.clear();
  depth_ = 0;
  quoted_ = escaped_ = false;
  do {
    while (position_ < line_.size())
      if (take(line_[position_++], row)) return true;
    if (!row.empty()) row += ' ';
  } while (next_line());
  return !row.empty();
}

// True when the character ends the element.
bool RowReader::take(char c, std::string& row) {
  const bool between = depth_ == 0 && !quoted_;
  if (between && row.empty()) {
    if (c == ' ' || c == '\t' || c == ',' || c == ']') return false;
    row_line_ = reader_.line_number();
  }
  if (between && !row.empty() && (c == ',' || c == ']')) return true;  // a bare number or word
  row += c;
  if (escaped_) {
    escaped_ = false;
  } else if (quoted_) {
    escaped_ = c == '\\';
    quoted_ = c != '"';
  } else if (c == '"') {
    quoted_ = true;
  } else if (c == '{' || c == '[') {
    ++depth_;
  } else if (c == '}' || c == ']') {
    return --depth_ == 0;
  }
  return false;
}

}  // namespace dragoman::corpus
