#include "clusters/threshold.h"

#include <algorithm>

namespace dragoman::clusters {

std::vector<double> threshold_grid(double radius) {
  constexpr int kSteps = 20;
  std::vector<double> grid;
  for (int step = 1; step <= kSteps; ++step) grid.push_back(radius * step / kSteps);
  return grid;
}

ThresholdSearch search_threshold(std::span<const double> grid, const Wanted& wanted,
                                 const std::function<Trial(double threshold)>& attempt) {
  ThresholdSearch search;
  size_t good = 0;  // so many of the grid, from its beginning, meet what is wanted
  size_t bad = grid.size();
  while (good < bad) {
    const size_t middle = (good + bad) / 2;
    search.trials.push_back(attempt(grid[middle]));
    if (wanted.met_by(search.trials.back())) {
      good = middle + 1;
      search.threshold = grid[middle];
    } else {
      bad = middle;
    }
  }
  std::sort(search.trials.begin(), search.trials.end(),
            [](const Trial& a, const Trial& b) { return a.threshold < b.threshold; });
  return search;
}

}  // namespace dragoman::clusters
