#include "text/utf8.h"

#include <cstring>

#include "base/error.h"

namespace dragoman::text {
namespace {

// What is found at one place: a code point of `length` bytes, or an ill-formed run of that many.
struct Decoded {
  char32_t code_point;
  uint8_t length;
  bool well_formed;
};

// The range the second byte must lie in, by the first one (Unicode 15, table 3-7).
struct SecondByte {
  unsigned char low;
  unsigned char high;
};

SecondByte second_byte_range(unsigned char first) {
  switch (first) {
    case 0xE0: return {0xA0, 0xBF};
    case 0xED: return {0x80, 0x9F};
    case 0xF0: return {0x90, 0xBF};
    case 0xF4: return {0x80, 0x8F};
    default: return {0x80, 0xBF};
  }
}

Decoded decode_at(std::string_view text, size_t position) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(position);
  if (first < 0x80) return {first, 1, true};
  if (first < 0xC2 || first > 0xF4) return {kReplacement, 1, false};
  const uint8_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t code_point = first & (0xFFU >> (length + 1));
  SecondByte range = second_byte_range(first);
  for (uint8_t i = 1; i < length; ++i) {
    if (position + i >= text.size()) return {kReplacement, i, false};
    const unsigned char next = byte(position + i);
    if (next < range.low || next > range.high) return {kReplacement, i, false};
    code_point = (code_point << 6) | (next & 0x3FU);
    range = {0x80, 0xBF};
  }
  return {code_point, length, true};
}

// Length of the plain ASCII run from `position`, eight bytes at a time.
size_t ascii_run(std::string_view text, size_t position) {
  const size_t start = position;
  while (position + 8 <= text.size()) {
    uint64_t chunk;
    std::memcpy(&chunk, text.data() + position, 8);
    if (chunk & 0x8080808080808080ULL) break;
    position += 8;
  }
  while (position < text.size() && static_cast<unsigned char>(text[position]) < 0x80) ++position;
  return position - start;
}

}  // namespace

std::optional<size_t> first_invalid_utf8(std::string_view text) {
  size_t position = 0;
  while (true) {
    position += ascii_run(text, position);
    if (position >= text.size()) return std::nullopt;
    const Decoded decoded = decode_at(text, position);
    if (!decoded.well_formed) return position;
    position += decoded.length;
  }
}

void require_utf8(std::string_view text, std::string_view where) {
  const std::optional<size_t> bad = first_invalid_utf8(text);
  if (!bad) return;
  throw_input("{}: not UTF-8: byte 0x{:02x} at byte offset {}", where,
              static_cast<unsigned char>(text[*bad]), *bad);
}

std::string repair_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  size_t position = 0;
  while (position < text.size()) {
    const Decoded decoded = decode_at(text, position);
    if (decoded.well_formed) {
      out.append(text, position, decoded.length);
    } else {
      append_utf8(out, kReplacement);
    }
    position += decoded.length;
  }
  return out;
}

char32_t next_code_point(std::string_view text, size_t& position) {
  const Decoded decoded = decode_at(text, position);
  position += decoded.length;
  return decoded.code_point;
}

size_t previous_code_point(std::string_view text, size_t position) {
  do {
    --position;
  } while (position > 0 && (static_cast<unsigned char>(text[position]) & 0xC0) == 0x80);
  return position;
}

void append_utf8(std::string& out, char32_t c) {
  const auto push = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    push(c);
  } else if (c < 0x800) {
    push(0xC0 | (c >> 6));
    push(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    push(0xE0 | (c >> 12));
    push(0x80 | ((c >> 6) & 0x3F));
    push(0x80 | (c & 0x3F));
  } else {
    push(0xF0 | (c >> 18));
    push(0x80 | ((c >> 12) & 0x3F));
    push(0x80 | ((c >> 6) & 0x3F));
    push(0x80 | (c & 0x3F));
  }
}

std::u32string to_code_points(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (size_t position = 0; position < text.size();) out.push_back(next_code_point(text, position));
  return out;
}

std::string to_utf8(std::u32string_view code_points) {
  std::string out;
  out.reserve(code_points.size());
  for (const char32_t c : code_points) append_utf8(out, c);
  return out;
}

int64_t count_code_points(std::string_view text) {
  int64_t count = 0;
  for (size_t position = 0; position < text.size(); ++count) {
    const size_t run = ascii_run(text, position);
    if (run > 0) {
      count += static_cast<int64_t>(run) - 1;
      position += run;
    } else {
      position += decode_at(text, position).length;
    }
  }
  return count;
}

bool is_white_space(char32_t c) {
  if (c < 0x80) return (c >= 0x09 && c <= 0x0D) || c == 0x20;
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_python_space(char32_t c) { return (c >= 0x1C && c <= 0x1F) || is_white_space(c); }

std::string_view strip_left(std::string_view text) {
  size_t position = 0;
  while (position < text.size()) {
    size_t next = position;
    if (!is_python_space(next_code_point(text, next))) break;
    position = next;
  }
  return text.substr(position);
}

std::string_view strip_right(std::string_view text) {
  while (!text.empty()) {
    const size_t start = previous_code_point(text, text.size());
    size_t position = start;
    // Stray continuation bytes are read with what precedes them; such a run is never whitespace.
    const char32_t last = next_code_point(text, position);
    if (position != text.size() || !is_python_space(last)) break;
    text = text.substr(0, start);
  }
  return text;
}

std::string_view strip(std::string_view text) { return strip_left(strip_right(text)); }

std::vector<std::string_view> split_whitespace(std::string_view text) {
  std::vector<std::string_view> words;
  size_t start = 0;
  for (size_t position = 0; position < text.size();) {
    const size_t before = position;
    if (!is_python_space(next_code_point(text, position))) continue;
    if (before > start) words.push_back(text.substr(start, before - start));
    start = position;
  }
  if (start < text.size()) words.push_back(text.substr(start));
  return words;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace dragoman::text
