#include "generation/plan.h"

#include <algorithm>
#include <numeric>

namespace dragoman::generation {
namespace {

std::vector<size_t> by_length(std::span<const int64_t> lengths) {
  std::vector<size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return lengths[a] < lengths[b]; });
  return order;
}

}  // namespace

std::vector<std::vector<Share>> plan_batches(std::span<const episodes::GenerationRequest> requests,
                                             int64_t new_tokens, const BatchLimits& limits) {
  std::vector<int64_t> lengths;
  for (const auto& request : requests)
    lengths.push_back(static_cast<int64_t>(request.prompt.size()));
  std::vector<std::vector<Share>> batches;
  int64_t rows = 0;
  for (const size_t index : by_length(lengths)) {
    const int64_t fitting = limits.cache_tokens / (lengths[index] + new_tokens);
    const int64_t allowed = std::max<int64_t>(1, std::min(limits.rows, fitting));
    const int64_t samples = requests[index].num_return_sequences;
    for (int64_t first = 0; first < samples;) {
      if (batches.empty() || rows >= allowed) {
        batches.emplace_back();
        rows = 0;
      }
      const int64_t count = std::min(samples - first, allowed - rows);
      batches.back().push_back({index, first, count});
      rows += count;
      first += count;
    }
  }
  return batches;
}

std::vector<std::vector<size_t>> plan_packs(std::span<const int64_t> lengths, int64_t cells) {
  std::vector<std::vector<size_t>> packs;
  for (const size_t index : by_length(lengths)) {
    const bool fits =
        !packs.empty() && static_cast<int64_t>(packs.back().size() + 1) * lengths[index] <= cells;
    if (!fits) packs.emplace_back();
    packs.back().push_back(index);
  }
  return packs;
}

}  // namespace dragoman::generation
