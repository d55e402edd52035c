#include "data/checked_lines.h"

#include "base/error.h"
#include "text/utf8.h"

namespace dragoman::data {

CheckedLines::CheckedLines(const Path& path)
    : reader_(path), name_(path.string()), short_name_(path.filename().string()) {}

bool CheckedLines::next(std::string& line) {
  if (!reader_.next(line)) {
    if (reader_.line_number() == 0) throw_input("{}: is empty; rows were expected", name_);
    return false;
  }
  offset_ = next_offset_;
  next_offset_ += static_cast<int64_t>(line.size()) + 1;
  check(line);
  if (offset_ == 0 && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);
  if (line.ends_with('\r')) line.pop_back();
  return true;
}

void CheckedLines::check(const std::string& line) const {
  const auto bad = text::first_invalid_utf8(line);
  if (!bad) return;
  const auto byte = static_cast<unsigned>(static_cast<unsigned char>(line[*bad]));
  const bool utf16 = offset_ == 0 && (line.starts_with("\xff\xfe") || line.starts_with("\xfe\xff"));
  throw_input("{}: byte 0x{:02x} at offset {} of the text is not UTF-8{}", where(), byte,
              offset_ + static_cast<int64_t>(*bad),
              utf16 ? "; this looks like UTF-16, convert it first" : "");
}

std::string CheckedLines::id() const { return fmt::format("{}:{}", short_name_, line_number()); }

}  // namespace dragoman::data
