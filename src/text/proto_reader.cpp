#include "text/proto_reader.h"

#include <cstring>

#include "base/error.h"

namespace dragoman::text {

bool ProtoReader::next() {
  if (rest_.empty()) return false;
  const uint64_t key = varint();
  number_ = key >> 3;
  integer_ = 0;
  bytes_ = {};
  uint64_t length = 0;
  switch (key & 7) {
    case 0: integer_ = varint(); return true;
    case 1: length = 8; break;
    case 2: length = varint(); break;
    case 5: length = 4; break;
    default: throw_input("{}: damaged: unknown kind of field", where_);
  }
  if (length > rest_.size()) throw_input("{}: damaged: a field is cut off", where_);
  bytes_ = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return true;
}

float ProtoReader::real() const {
  float value = 0;
  if (bytes_.size() == sizeof value) std::memcpy(&value, bytes_.data(), sizeof value);
  return value;
}

uint64_t ProtoReader::varint() {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return value;
  }
  throw_input("{}: damaged: a number is cut off", where_);
}

}  // namespace dragoman::text
