// Reads the fields of one protocol buffer message, in order (the wire format alone, no schema).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dragoman::text {

class ProtoReader {
 public:
  // Looks at `message`, which must outlive it; `where` starts the message of what is wrong.
  ProtoReader(std::string_view message, std::string where)
      : rest_(message), where_(std::move(where)) {}

  // Goes to the next field; false at the end. A damaged message is the user's error.
  bool next();

  uint64_t number() const { return number_; }
  uint64_t integer() const { return integer_; }      // of a varint field, else 0
  std::string_view bytes() const { return bytes_; }  // of any other field
  float real() const;                                // of a field of four bytes, else 0

 private:
  uint64_t varint();

  std::string_view rest_;
  std::string where_;
  uint64_t number_ = 0;
  uint64_t integer_ = 0;
  std::string_view bytes_;
};

}  // namespace dragoman::text
