#include "text/byte_tokens.h"

#include <fmt/core.h>

#include <charconv>

namespace dragoman::text {

ByteTokens::ByteTokens(const Vocabulary& vocabulary) {
  for (unsigned byte = 0; byte < 256; ++byte)
    ids_[byte] = vocabulary.find(fmt::format("<0x{:02X}>", byte)).value_or(-1);
}

bool ByteTokens::append(std::string_view text, std::vector<TokenId>& ids) const {
  const size_t before = ids.size();
  for (const char c : text) {
    const TokenId id = ids_[static_cast<unsigned char>(c)];
    if (id < 0) {
      ids.resize(before);
      return false;
    }
    ids.push_back(id);
  }
  return true;
}

int byte_of_token(std::string_view token) {
  if (token.size() != 6 || !token.starts_with("<0x") || token.back() != '>') return -1;
  unsigned byte = 0;
  const char* end = token.data() + 5;
  const auto [stop, error] = std::from_chars(token.data() + 3, end, byte, 16);
  return error == std::errc() && stop == end ? static_cast<int>(byte) : -1;
}

}  // namespace dragoman::text
