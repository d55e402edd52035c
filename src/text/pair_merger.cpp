#include "text/pair_merger.h"

#include <algorithm>
#include <array>
#include <queue>

#include "base/error.h"

namespace dragoman::text {

PairMerger::PairMerger(const ModelParts& parts, size_t prefix_bytes)
    : merges_(parts.file.merges.size()) {
  int32_t rank = 0;
  std::string joined;
  for (const auto& [left, right] : parts.file.merges) {
    joined.assign(left).append(right, std::min(prefix_bytes, right.size()));
    const auto left_id = parts.vocabulary.find(left);
    const auto right_id = parts.vocabulary.find(right);
    const auto id = parts.vocabulary.find(joined);
    if (!left_id || !right_id || !id) {
      throw_input("{}: merges[{}]: token \"{}\" is not in the vocabulary", parts.place.where(),
                  rank,
                  !left_id    ? left
                  : !right_id ? right
                              : joined);
    }
    merges_.at(*left_id, *right_id) = {rank++, *id};  // a pair given again keeps its last merge
  }
}

size_t PairMerger::merge_short(std::span<TokenId> symbols) const {
  size_t count = symbols.size();
  std::array<Merge, kShort> merges;  // merges[i]: of symbols i and i + 1
  for (size_t i = 0; i + 1 < count; ++i) merges[i] = find(symbols[i], symbols[i + 1]);
  while (count > 1) {
    size_t best = 0;
    for (size_t i = 1; i + 1 < count; ++i)
      if (merges[i].rank < merges[best].rank) best = i;
    if (merges[best].id < 0) break;
    symbols[best] = merges[best].id;
    std::copy(symbols.begin() + static_cast<ptrdiff_t>(best) + 2,
              symbols.begin() + static_cast<ptrdiff_t>(count),
              symbols.begin() + static_cast<ptrdiff_t>(best) + 1);
    std::copy(merges.begin() + static_cast<ptrdiff_t>(best) + 1,
              merges.begin() + static_cast<ptrdiff_t>(count) - 1,
              merges.begin() + static_cast<ptrdiff_t>(best));
    --count;
    if (best > 0) merges[best - 1] = find(symbols[best - 1], symbols[best]);
    if (best + 1 < count) merges[best] = find(symbols[best], symbols[best + 1]);
  }
  return count;
}

size_t PairMerger::merge_long(std::span<TokenId> symbols) const {
  constexpr TokenId kGone = -1;
  const size_t size = symbols.size();
  std::vector<size_t> next(size);
  std::vector<size_t> previous(size);
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
  const auto offer = [&](size_t left) {  // the pair of `left` and its right neighbour, if any
    if (next[left] >= size) return;
    const Merge merge = find(symbols[left], symbols[next[left]]);
    if (merge.id >= 0) queue.push({merge, left});
  };
  for (size_t i = 0; i < size; ++i) {
    next[i] = i + 1;
    previous[i] = i - 1;  // wraps for the first, and is then out of range
  }
  for (size_t i = 0; i + 1 < size; ++i) offer(i);
  while (!queue.empty()) {
    const Candidate top = queue.top();
    queue.pop();
    const size_t left = top.position;
    if (symbols[left] == kGone || next[left] >= size) continue;
    const size_t right = next[left];
    if (find(symbols[left], symbols[right]).rank != top.merge.rank) continue;
    symbols[left] = top.merge.id;
    symbols[right] = kGone;
    next[left] = next[right];
    if (next[left] < size) previous[next[left]] = left;
    if (previous[left] < size) offer(previous[left]);
    offer(left);
  }
  const auto end = std::remove(symbols.begin(), symbols.end(), kGone);
  return static_cast<size_t>(end - symbols.begin());
}

}  // namespace dragoman::text
