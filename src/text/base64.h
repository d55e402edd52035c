// Base64 (RFC 4648, section 4), both ways.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dragoman::text {

// The bytes; nothing where a character does not belong. Padding may be missing.
std::optional<std::string> decode_base64(std::string_view text);

std::string encode_base64(std::string_view bytes);

}  // namespace dragoman::text
