#include "text/token_trie.h"

#include <algorithm>

namespace dragoman::text {

void TokenTrie::finish() {
  std::sort(tokens_.begin(), tokens_.end());
  struct Work {
    uint32_t node;
    size_t begin;  // of the tokens below the node
    size_t end;
    size_t depth;
  };
  std::vector<Work> queue{{0, 0, tokens_.size(), 0}};
  for (size_t at = 0; at < queue.size(); ++at) {
    const Work work = queue[at];
    size_t begin = work.begin;
    while (begin < work.end && tokens_[begin].first.size() == work.depth)
      nodes_[work.node].id = tokens_[begin++].second;
    nodes_[work.node].first = static_cast<uint32_t>(nodes_.size());
    while (begin < work.end) {
      const char byte = tokens_[begin].first[work.depth];
      size_t end = begin;
      while (end < work.end && tokens_[end].first[work.depth] == byte) ++end;
      queue.push_back({static_cast<uint32_t>(nodes_.size()), begin, end, work.depth + 1});
      nodes_.push_back({.byte = static_cast<unsigned char>(byte)});
      ++nodes_[work.node].children;
      begin = end;
    }
  }
  tokens_ = {};
}

uint32_t TokenTrie::child(uint32_t node, unsigned char byte) const {
  const auto begin = nodes_.begin() + nodes_[node].first;
  const auto end = begin + nodes_[node].children;
  // Sorted as unsigned bytes, as std::string_view compares.
  const auto found =
      std::lower_bound(begin, end, byte,
                       [](const Node& child, unsigned char wanted) { return child.byte < wanted; });
  return found != end && found->byte == byte ? static_cast<uint32_t>(found - nodes_.begin()) : 0;
}

}  // namespace dragoman::text
