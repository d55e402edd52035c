// Finds the added tokens of a tokenizer.json in running text: leftmost, then longest.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/tokenizer_file.h"

namespace dragoman::text {

// A stretch of text between added tokens (id < 0), or one added token.
struct Stretch {
  std::string_view text;
  TokenId id = -1;
};

// A trie over the tokens' bytes. Threads may share one.
class AddedTokenFinder {
 public:
  void add(const AddedToken& token, std::string_view spelling);
  bool empty() const { return tokens_.empty(); }

  // Appends the stretches of `text` (UTF-8), in order; empty ones are left out.
  void split(std::string_view text, std::vector<Stretch>& out) const;

 private:
  struct Found {
    const AddedToken* token = nullptr;
    size_t length = 0;
  };
  Found longest_at(std::string_view text, size_t position) const;

  std::vector<AddedToken> tokens_;
  std::unordered_map<uint64_t, uint32_t> edges_;  // node << 8 | byte -> node; the root is 0
  std::vector<int32_t> token_at_{-1};             // by node: an index into tokens_, or -1
  bool starts_[256] = {};
};

}  // namespace dragoman::text
