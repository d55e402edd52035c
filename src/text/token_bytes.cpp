#include "text/token_bytes.h"

#include <algorithm>
#include <limits>

namespace dragoman::text {

TokenBytes::TokenBytes(const Tokenizer& tokenizer, int64_t size, bool first) {
  ends_.reserve(static_cast<size_t>(size) + 1);
  for (int64_t id = 0; id < size; ++id) {
    bytes_ += tokenizer.token_bytes(static_cast<TokenId>(id), first);
    ends_.push_back(bytes_.size());
  }
}

ByteTrie::ByteTrie(const TokenBytes& tokens) {
  std::vector<std::pair<std::string_view, TokenId>> sorted;
  for (TokenId id = 0; id < tokens.size(); ++id)
    if (!tokens[id].empty() && tokens[id].size() < std::numeric_limits<uint16_t>::max())
      sorted.emplace_back(tokens[id], id);
  std::sort(sorted.begin(), sorted.end());
  std::vector<uint32_t> open;  // the nodes of the token before, by depth
  std::string_view before;
  const auto close = [&](size_t depth) {
    for (; open.size() > depth; open.pop_back())
      nodes_[open.back()].end = static_cast<uint32_t>(nodes_.size());
  };
  for (const auto& [bytes, id] : sorted) {
    const auto [end, other] =
        std::mismatch(bytes.begin(), bytes.end(), before.begin(), before.end());
    const auto shared = static_cast<size_t>(end - bytes.begin());
    close(shared);
    const auto token = static_cast<uint32_t>(ids_.size());
    for (size_t depth = shared; depth < bytes.size(); ++depth) {
      open.push_back(static_cast<uint32_t>(nodes_.size()));
      nodes_.push_back(
          {0, token, token, static_cast<uint16_t>(depth), static_cast<uint8_t>(bytes[depth])});
    }
    ids_.push_back(id);
    ++nodes_[open.back()].tokens_end;
    deepest_ = std::max(deepest_, bytes.size());
    before = bytes;
  }
  close(0);
}

}  // namespace dragoman::text
