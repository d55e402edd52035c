#include "text/first_occurrence.h"

#include <algorithm>

namespace dragoman::text {

// A trie first; then, nearest nodes first, a byte that leads nowhere goes where it leads from the
// longest proper end of what was read that is in the trie, too.
FirstOccurrence::FirstOccurrence(std::span<const std::string> texts) {
  constexpr int32_t kNone = -1;
  Node empty;
  empty.next.fill(kNone);
  nodes_.push_back(empty);
  for (const std::string& text : texts) {
    int32_t node = 0;
    for (const char c : text) {
      int32_t next = nodes_[node].next[static_cast<uint8_t>(c)];
      if (next == kNone) {
        next = static_cast<int32_t>(nodes_.size());
        nodes_[node].next[static_cast<uint8_t>(c)] = next;
        nodes_.push_back(empty);
      }
      node = next;
    }
    nodes_[node].found = static_cast<int32_t>(text.size());
  }
  struct Work {
    int32_t node, shorter;
  };
  std::vector<Work> queue{{0, 0}};
  for (size_t at = 0; at < queue.size(); ++at) {
    const auto [node, shorter] = queue[at];
    nodes_[node].found = std::max(nodes_[node].found, nodes_[shorter].found);
    for (size_t byte = 0; byte < 256; ++byte) {
      const int32_t elsewhere = node == 0 ? 0 : nodes_[shorter].next[byte];
      int32_t& next = nodes_[node].next[byte];
      if (next == kNone)
        next = elsewhere;
      else
        queue.push_back({next, elsewhere});
    }
  }
}

FirstOccurrence::Place FirstOccurrence::find(std::string_view text) const {
  int32_t state = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    state = next(state, static_cast<uint8_t>(text[i]));
    if (const auto length = static_cast<size_t>(found(state)); length > 0)
      return {i + 1 - length, i + 1};
  }
  return {text.size(), text.size()};
}

}  // namespace dragoman::text
