// Reads little-endian numbers and stretches of bytes from memory that nobody vouches for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace dragoman::checkpoints {

using Bytes = std::span<const std::byte>;

inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Views; both outlive it. Going past the end is an Error that starts with `where`.
class ByteReader {
 public:
  ByteReader(Bytes bytes, const std::string& where) : bytes_(bytes), where_(&where) {}

  uint64_t position() const { return position_; }
  uint64_t left() const { return bytes_.size() - position_; }
  Bytes rest() const { return bytes_.subspan(position_); }

  void seek(uint64_t position) {
    if (position > bytes_.size()) fail(position);
    position_ = position;
  }

  Bytes take(uint64_t count) {
    if (count > left()) fail(count);
    position_ += count;
    return bytes_.subspan(position_ - count, count);
  }

  template <class Number>
  Number number() {
    Number value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }

 private:
  [[noreturn]] void fail(uint64_t wanted) const {
    throw_input("{}: truncated or damaged: at byte {} of {}, {} more were promised", *where_,
                position_, bytes_.size(), wanted);
  }

  Bytes bytes_;
  const std::string* where_;
  uint64_t position_ = 0;
};

}  // namespace dragoman::checkpoints
