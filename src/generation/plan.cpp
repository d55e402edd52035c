#include "generation/plan.h"

#include <algorithm>
#include <numeric>

namespace dragoman::generation {
std::vector<std::vector<size_t>> plan_packs(std::span<const int64_t> lengths, int64_t cells) {
  std::vector<size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return lengths[a] < lengths[b]; });
  std::vector<std::vector<size_t>> packs;
  for (const size_t index : order) {
    const bool fits =
        !packs.empty() && static_cast<int64_t>(packs.back().size() + 1) * lengths[index] <= cells;
    if (!fits) packs.emplace_back();
    packs.back().push_back(index);
  }
  return packs;
}

}  // namespace dragoman::generation
