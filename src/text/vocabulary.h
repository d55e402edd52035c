// Token strings and their ids, both ways. Ids may have gaps.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "text/token.h"

namespace dragoman::text {

// Fixed once built; any number of threads may look things up.
class Vocabulary {
 public:
  static constexpr TokenId kMaxId = 1 << 26;  // above it a file is taken for damaged

  // An id given twice, or a token given two ids, is an Error; `where` starts it.
  void add(std::string token, TokenId id, std::string_view where);
  void reserve(size_t tokens) { ids_.reserve(tokens); }

  std::optional<TokenId> find(std::string_view token) const;
  bool has(TokenId id) const;
  std::string_view token(TokenId id) const;  // "" for an id in a gap or out of range
  int64_t size() const { return static_cast<int64_t>(by_id_.size()); }  // the largest id + 1

 private:
  std::deque<std::string> strings_;  // never moved: the views below look into it
  std::vector<std::string_view> by_id_;
  std::unordered_map<std::string_view, TokenId> ids_;
};

}  // namespace dragoman::text
