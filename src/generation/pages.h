// The pages of the key-value cache: who holds which. No tensors, no memory of its own.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "kernels/attention.h"
#include "text/token.h"

namespace dragoman::generation {

using PageId = int32_t;
inline constexpr PageId kNoPage = -1;

inline constexpr auto kTokensAPage = static_cast<int64_t>(kernels::kPageTokens);

// The pages of one sequence: token t lies in page t / kTokensAPage.
using PageTable = std::vector<PageId>;

constexpr int64_t pages_for(int64_t tokens) { return (tokens + kTokensAPage - 1) / kTokensAPage; }

// A fixed number of pages, each held by any number of tables. Full pages are found again by what
// they and the pages before them hold, as long as somebody holds them.
class PagePool {
 public:
  explicit PagePool(int64_t pages);

  int64_t free_pages() const { return static_cast<int64_t>(free_.size()); }

  PageId take();           // there must be a free one; its holder is the caller
  void hold(PageId page);  // one holder more
  void release(PageId page);
  void release(PageTable& table);  // all of them; the table is empty then

  // A full page as others may find it: its tokens, behind those of `previous` (kNoPage: the first
  // page).
  using Tokens = std::span<const TokenId, kernels::kPageTokens>;
  void publish(PageId page, PageId previous, Tokens tokens);
  PageId find(PageId previous, Tokens tokens) const;  // kNoPage: nobody holds such a page

 private:
  using Key = std::pair<PageId, std::array<TokenId, kernels::kPageTokens>>;

  static Key key_of(PageId previous, Tokens tokens);

  std::vector<int32_t> holders_;
  std::vector<PageId> free_;
  std::map<Key, PageId> published_;
  std::vector<std::map<Key, PageId>::iterator> places_;  // of published pages; else the end
};

}  // namespace dragoman::generation
