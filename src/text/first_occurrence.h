// Which of several texts occurs first, found while bytes come in (Aho and Corasick 1975).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::text {

// Immutable; the reader keeps its own state, which begins at 0.
class FirstOccurrence {
 public:
  // None of the texts may be empty.
  explicit FirstOccurrence(std::span<const std::string> texts);

  int32_t next(int32_t state, uint8_t byte) const { return nodes_[state].next[byte]; }

  // The length in bytes of the longest text that ends where this state is reached; 0: none does.
  int32_t found(int32_t state) const { return nodes_[state].found; }

  // Where in `text` the text that ends first begins and ends, of those that end together the
  // longest; both text.size() where there is none.
  struct Place {
    size_t begin = 0, end = 0;
  };
  Place find(std::string_view text) const;

 private:
  struct Node {
    std::array<int32_t, 256> next;
    int32_t found = 0;
  };
  std::vector<Node> nodes_;
};

}  // namespace dragoman::text
