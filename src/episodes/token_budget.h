// Work in batches of no more tokens than memory holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dragoman::episodes {

// Pieces of `sizes` tokens, in their order, in as few batches of at most `max_tokens` as there can
// be, the largest of which is as small as it can be: steps that accumulate gradients over several
// batches need the memory of the largest. Returns the position behind each batch's last piece. A
// piece above `max_tokens` is a batch of its own.
std::vector<size_t> cut_evenly(std::span<const int64_t> sizes, int64_t max_tokens);

// The same for anything that `tokens_of` counts: the items of each batch.
template <class Item, class TokensOf>
std::vector<std::span<const Item>> batches_of(const std::vector<Item>& items, int64_t max_tokens,
                                              TokensOf tokens_of) {
  std::vector<int64_t> sizes;
  for (const Item& item : items) sizes.push_back(static_cast<int64_t>(tokens_of(item)));
  std::vector<std::span<const Item>> batches;
  size_t begin = 0;
  for (const size_t end : cut_evenly(sizes, max_tokens)) {
    batches.push_back(std::span(items).subspan(begin, end - begin));
    begin = end;
  }
  return batches;
}

}  // namespace dragoman::episodes
