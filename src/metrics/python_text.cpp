#include "metrics/python_text.h"

#include <unicode/ucasemap.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/error.h"

namespace dragoman::metrics {
namespace {

constexpr bool is_ascii_space(unsigned char c) {
  return c == 0x20 || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f);
}

constexpr auto kAsciiSpaces = [] {
  std::array<bool, 256> table{};
  for (size_t c = 0; c < table.size(); ++c) table[c] = is_ascii_space(static_cast<uint8_t>(c));
  return table;
}();

uint8_t byte(const char* at) { return static_cast<uint8_t>(*at); }

// Length of the sequence that starts with `lead`, and the least code point it may stand for.
struct Form {
  int length;
  char32_t bits;
  char32_t least;
};

Form form_of(uint8_t lead) {
  if (lead >= 0xc2 && lead <= 0xdf) return {2, lead & 0x1fU, 0x80};
  if (lead >= 0xe0 && lead <= 0xef) return {3, lead & 0x0fU, 0x800};
  if (lead >= 0xf0 && lead <= 0xf4) return {4, lead & 0x07U, 0x10000};
  return {0, 0, 0};
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) < 0x80; });
}

std::string lower_unicode(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  thread_local const std::unique_ptr<UCaseMap, decltype(&ucasemap_close)> map(
      ucasemap_open("", 0, &status), &ucasemap_close);
  std::string out(text.size() + 16, '\0');
  for (;;) {
    status = U_ZERO_ERROR;
    const int32_t length =
        ucasemap_utf8ToLower(map.get(), out.data(), static_cast<int32_t>(out.size()), text.data(),
                             static_cast<int32_t>(text.size()), &status);
    const bool fits = status != U_BUFFER_OVERFLOW_ERROR;
    DRAGOMAN_CHECK(!fits || U_SUCCESS(status), u_errorName(status));
    out.resize(static_cast<size_t>(length));
    if (fits) return out;
  }
}

}  // namespace

char32_t next_code_point(const char*& at, const char* end, char32_t bad) {
  const uint8_t lead = byte(at);
  if (lead < 0x80) {
    ++at;
    return lead;
  }
  const Form form = form_of(lead);
  char32_t value = form.bits;
  bool valid = form.length != 0 && end - at >= form.length;
  for (int i = 1; valid && i < form.length; ++i) {
    valid = (byte(at + i) & 0xc0) == 0x80;
    value = (value << 6) | (byte(at + i) & 0x3fU);
  }
  if (!valid || value < form.least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    ++at;
    return bad;
  }
  at += form.length;
  return value;
}

std::vector<char32_t> to_code_points(std::string_view utf8) {
  std::vector<char32_t> out;
  out.reserve(utf8.size());
  const char* at = utf8.data();
  const char* const end = at + utf8.size();
  while (at < end) out.push_back(next_code_point(at, end));
  return out;
}

int64_t count_code_points(std::string_view utf8) {
  int64_t count = 0;
  const char* at = utf8.data();
  const char* const end = at + utf8.size();
  for (; at < end; ++count) next_code_point(at, end);
  return count;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xc0 | (c >> 6));
  } else {
    if (c < 0x10000) {
      put(0xe0 | (c >> 12));
    } else {
      put(0xf0 | (c >> 18));
      put(0x80 | ((c >> 12) & 0x3f));
    }
    put(0x80 | ((c >> 6) & 0x3f));
  }
  put(0x80 | (c & 0x3f));
}

size_t find_invalid_utf8(std::string_view bytes) {
  constexpr char32_t kBad = 0xffffffff;
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at < end) {
    const char* const start = at;
    if (next_code_point(at, end, kBad) == kBad) return static_cast<size_t>(start - bytes.data());
  }
  return std::string_view::npos;
}

bool is_space(char32_t c) {
  if (c < 0x80) return kAsciiSpaces[c];
  return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
         c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

size_t space_length(const char* at, const char* end) {
  const uint8_t lead = byte(at);
  if (lead < 0x80) return kAsciiSpaces[lead] ? 1 : 0;
  if (lead != 0xc2 && lead != 0xe1 && lead != 0xe2 && lead != 0xe3) return 0;
  const char* next = at;
  return is_space(next_code_point(next, end)) ? static_cast<size_t>(next - at) : 0;
}

std::string_view strip_right(std::string_view text) {
  for (;;) {
    const char* const end = text.data() + text.size();
    size_t space = 0;
    for (size_t length = 1; space == 0 && length <= 3 && length <= text.size(); ++length)
      if (space_length(end - length, end) == length) space = length;
    if (space == 0) return text;
    text.remove_suffix(space);
  }
}

std::string_view strip(std::string_view text) {
  while (!text.empty()) {
    const size_t space = space_length(text.data(), text.data() + text.size());
    if (space == 0) break;
    text.remove_prefix(space);
  }
  return strip_right(text);
}

std::string lower(std::string_view text) {
  if (!is_ascii(text)) return lower_unicode(text);
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

}  // namespace dragoman::metrics
