#include "text/byte_level.h"

#include <array>
#include <cstdint>

#include "text/utf8.h"

namespace dragoman::text {
namespace {

constexpr char32_t kEnd = 0x144;  // one past the last character of the alphabet

constexpr bool prints_as_itself(unsigned byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

struct Alphabet {
  std::array<char32_t, 256> characters{};
  std::array<int16_t, kEnd> bytes{};  // -1 where no byte is meant

  constexpr Alphabet() {
    bytes.fill(-1);
    char32_t next = 0x100;
    for (unsigned byte = 0; byte < 256; ++byte) {
      characters[byte] = prints_as_itself(byte) ? byte : next++;
      bytes[characters[byte]] = static_cast<int16_t>(byte);
    }
  }
};

constexpr Alphabet kAlphabet;

}  // namespace

char32_t byte_character(unsigned char byte) { return kAlphabet.characters[byte]; }

std::string to_byte_characters(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char byte : bytes) append_utf8(out, byte_character(static_cast<unsigned char>(byte)));
  return out;
}

void append_token_bytes(std::string_view token, std::string& out) {
  const size_t before = out.size();
  for (size_t position = 0; position < token.size();) {
    const char32_t c = next_code_point(token, position);
    if (c >= kEnd || kAlphabet.bytes[c] < 0) {
      out.resize(before);
      out.append(token);
      return;
    }
    out.push_back(static_cast<char>(kAlphabet.bytes[c]));
  }
}

}  // namespace dragoman::text
