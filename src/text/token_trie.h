// All tokens that begin a text, shortest first: a trie whose children lie in sorted rows.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/token.h"

namespace dragoman::text {

// Filled, finished, then immutable and shared by threads.
class TokenTrie {
 public:
  // Views must stay valid until finish(). Empty tokens are left out.
  void add(std::string_view token, TokenId id) {
    if (!token.empty()) tokens_.emplace_back(token, id);
  }
  void finish();

  // Calls visit(length in bytes, id) for each token that is a prefix of `text`.
  template <class Visit>
  void for_each_prefix(std::string_view text, Visit visit) const {
    uint32_t node = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      node = child(node, static_cast<unsigned char>(text[i]));
      if (node == 0) return;
      if (nodes_[node].id >= 0) visit(i + 1, nodes_[node].id);
    }
  }

 private:
  struct Node {
    uint32_t first = 0;  // of its children, which follow one another
    uint16_t children = 0;
    unsigned char byte = 0;  // that leads here
    TokenId id = -1;         // of the token that ends here
  };

  uint32_t child(uint32_t node, unsigned char byte) const;

  std::vector<std::pair<std::string_view, TokenId>> tokens_;
  std::vector<Node> nodes_{Node{}};  // the root is 0, which is nobody's child
};

}  // namespace dragoman::text
