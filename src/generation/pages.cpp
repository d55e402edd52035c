#include "generation/pages.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::generation {

PagePool::PagePool(int64_t pages)
    : holders_(static_cast<size_t>(pages), 0), places_(holders_.size(), published_.end()) {
  for (int64_t page = pages; page > 0; --page) free_.push_back(static_cast<PageId>(page - 1));
}

PageId PagePool::take() {
  DRAGOMAN_CHECK(!free_.empty(), "a page is taken only where one is free");
  const PageId page = free_.back();
  free_.pop_back();
  holders_[page] = 1;
  return page;
}

void PagePool::hold(PageId page) {
  DRAGOMAN_CHECK(holders_[page] > 0, "only what somebody holds can be shared");
  ++holders_[page];
}

void PagePool::release(PageId page) {
  DRAGOMAN_CHECK(holders_[page] > 0, "a page is released once by each holder");
  if (--holders_[page] > 0) return;
  if (places_[page] != published_.end()) {
    published_.erase(places_[page]);
    places_[page] = published_.end();
  }
  free_.push_back(page);
}

void PagePool::release(PageTable& table) {
  for (const PageId page : table) release(page);
  table.clear();
}

PagePool::Key PagePool::key_of(PageId previous, Tokens tokens) {
  Key key{previous, {}};
  std::copy(tokens.begin(), tokens.end(), key.second.begin());
  return key;
}

void PagePool::publish(PageId page, PageId previous, Tokens tokens) {
  const auto [place, is_new] = published_.emplace(key_of(previous, tokens), page);
  if (is_new) places_[page] = place;
}

PageId PagePool::find(PageId previous, Tokens tokens) const {
  const auto place = published_.find(key_of(previous, tokens));
  return place == published_.end() ? kNoPage : place->second;
}

}  // namespace dragoman::generation
