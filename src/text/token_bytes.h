// The bytes that each token of a tokenizer adds to a decoded text, and which tokens an automaton
// over bytes can read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/tokenizer.h"

namespace dragoman::text {

// Byte strings of ids [0, size). Special tokens, and ids without a token, have none.
class TokenBytes {
 public:
  // `first`: as the first token of a text, which some tokenizers write without its space.
  TokenBytes(const Tokenizer& tokenizer, int64_t size, bool first);

  std::string_view operator[](TokenId id) const {
    return std::string_view(bytes_).substr(ends_[id], ends_[id + 1] - ends_[id]);
  }
  int64_t size() const { return static_cast<int64_t>(ends_.size()) - 1; }
  bool operator==(const TokenBytes&) const = default;

 private:
  std::string bytes_;
  std::vector<size_t> ends_{0};
};

// All tokens with bytes as a trie, whose nodes stand in the order of a walk through it.
class ByteTrie {
 public:
  explicit ByteTrie(const TokenBytes& tokens);

  // Calls visit(id) for every token that leads from `state` to no `refused` state;
  // next(state, byte) is the state behind one byte.
  template <class State, class Next, class Visit>
  void walk(State state, State refused, const Next& next, const Visit& visit) const {
    std::vector<State> path(deepest_ + 1, state);  // by depth: the state behind that many bytes
    for (uint32_t node = 0; node < nodes_.size();) {
      const Node& here = nodes_[node];
      const State after = next(path[here.depth], here.byte);
      if (after == refused) {
        node = here.end;
        continue;
      }
      path[here.depth + 1] = after;
      for (uint32_t i = here.tokens; i < here.tokens_end; ++i) visit(ids_[i]);
      ++node;
    }
  }

 private:
  struct Node {
    uint32_t end = 0;                     // the node behind all that begin with this one's bytes
    uint32_t tokens = 0, tokens_end = 0;  // in ids_: those that end here
    uint16_t depth = 0;                   // bytes before this node's
    uint8_t byte = 0;
  };

  std::vector<Node> nodes_;
  std::vector<TokenId> ids_;
  size_t deepest_ = 0;
};

}  // namespace dragoman::text
