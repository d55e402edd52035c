// GPT-2's byte-level alphabet: every byte as one printable character, so that a vocabulary of
// strings can hold any bytes ("Ġ" is the space). Radford et al. 2019, section 2.2.
#pragma once

#include <string>
#include <string_view>

namespace dragoman::text {

// The character of a byte, in [0x21, 0x143].
char32_t byte_character(unsigned char byte);

std::string to_byte_characters(std::string_view bytes);

// Appends the bytes that a token's characters stand for; a token with any other character is
// appended as it is.
void append_token_bytes(std::string_view token, std::string& out);

}  // namespace dragoman::text
