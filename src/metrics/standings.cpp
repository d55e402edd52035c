#include "metrics/standings.h"

#include <algorithm>

namespace dragoman::metrics {

std::vector<Standing> standings(const std::vector<double>& scores, bool higher_is_better,
                                const std::function<bool(size_t, size_t)>& wins) {
  std::vector<Standing> order(scores.size());
  for (size_t i = 0; i < scores.size(); ++i) {
    Standing& standing = order[i];
    standing = {i, 1, scores.size(), 1};
    for (size_t j = 0; j < scores.size(); ++j) {
      if (j == i) continue;
      if (wins(j, i)) ++standing.first_rank;
      if (wins(i, j)) --standing.last_rank;
    }
  }
  std::stable_sort(order.begin(), order.end(), [&](const Standing& a, const Standing& b) {
    return higher_is_better ? scores[a.system] > scores[b.system]
                            : scores[a.system] < scores[b.system];
  });
  const auto crosses = [](const Standing& standing, size_t rank) {
    return standing.first_rank <= rank && standing.last_rank > rank;
  };
  for (size_t rank = 1; rank < order.size(); ++rank) {
    const bool line = std::none_of(order.begin(), order.end(), [&](const Standing& standing) {
      return crosses(standing, rank);
    });
    order[rank].cluster = order[rank - 1].cluster + (line ? 1 : 0);
  }
  return order;
}

}  // namespace dragoman::metrics
