#include "episodes/token_budget.h"

#include <algorithm>

namespace dragoman::episodes {
namespace {

std::vector<size_t> cut_greedily(std::span<const int64_t> sizes, int64_t max_tokens) {
  std::vector<size_t> ends;
  int64_t filled = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (i > 0 && filled + sizes[i] > max_tokens) {
      ends.push_back(i);
      filled = 0;
    }
    filled += sizes[i];
  }
  if (!sizes.empty()) ends.push_back(sizes.size());
  return ends;
}

}  // namespace

std::vector<size_t> cut_evenly(std::span<const int64_t> sizes, int64_t max_tokens) {
  const size_t fewest = cut_greedily(sizes, max_tokens).size();
  int64_t low = 0, high = max_tokens;  // `high` is enough for so many batches
  while (low + 1 < high) {
    const int64_t middle = low + (high - low) / 2;
    (cut_greedily(sizes, middle).size() <= fewest ? high : low) = middle;
  }
  return cut_greedily(sizes, high);
}

}  // namespace dragoman::episodes
