// Which threshold? The largest at which one item of each cluster still shows (nearly) all tags and
// members are alike enough. Both fall as clusters grow, so the search halves.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace dragoman::clusters {

// What clustering with a threshold came to.
struct Trial {
  double threshold = 0.0;
  int64_t clusters = 0;
  double recapture = 0.0;   // share of the tags, in [0, 1]
  double smoothness = 0.0;  // mean cosine, in [-1, 1]
};

struct Wanted {
  double recapture = 0.98;
  double smoothness = -1.0;

  bool met_by(const Trial& trial) const {
    return trial.recapture >= recapture && trial.smoothness >= smoothness;
  }
};

// Twenty thresholds from a twentieth of the radius of all data to that radius.
std::vector<double> threshold_grid(double radius);

struct ThresholdSearch {
  std::vector<Trial> trials;        // by rising threshold
  std::optional<double> threshold;  // none of the grid where even the smallest misses the mark
};

// `attempt` clusters once; it is called about log2(grid.size()) times. The grid rises.
ThresholdSearch search_threshold(std::span<const double> grid, const Wanted& wanted,
                                 const std::function<Trial(double threshold)>& attempt);

}  // namespace dragoman::clusters
