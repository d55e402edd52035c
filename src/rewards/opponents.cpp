#include "rewards/opponents.h"

namespace dragoman::rewards {
namespace {

void add_ring(size_t begin, size_t count, int64_t opponents, std::vector<Pair>& pairs) {
  for (size_t apart = 1; apart <= count / 2; ++apart) {
    if (static_cast<int64_t>(apart) > (opponents + 1) / 2) return;
    const bool halfway = 2 * apart == count;  // from here on every pair would come twice
    for (size_t i = 0; i < (halfway ? apart : count); ++i)
      pairs.push_back({begin + i, begin + (i + apart) % count});
  }
}

}  // namespace

std::vector<Pair> pairs_of(std::span<const Judged> items, int64_t opponents) {
  std::vector<Pair> pairs;
  for (size_t begin = 0, end = 0; begin < items.size(); begin = end) {
    while (end < items.size() && items[end].row == items[begin].row) ++end;
    add_ring(begin, end - begin, opponents, pairs);
  }
  return pairs;
}

}  // namespace dragoman::rewards
