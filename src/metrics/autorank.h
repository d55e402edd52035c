// AutoRank: several automatic metrics as one rank, from 1 for the best system to the number of
// systems (2024: and one more) for the worst, as WMT chose systems for human evaluation.
#pragma once

#include <vector>

namespace dragoman::metrics {

// Scores of all systems by one metric.
struct RankedMetric {
  std::vector<double> scores;
  bool higher_is_better = true;
};

// WMT24 (Kocmi et al., 2024): each metric is scaled from 1 for its best score to 1 + N for its
// worst, N systems; the mean of that. At least one metric; all have the same systems.
std::vector<double> autorank_wmt24(const std::vector<RankedMetric>& metrics);

// WMT25 (Kocmi et al., 2025): each metric less its median, over the range from its 25th percentile
// to its best, which bad outliers can't stretch; the mean of that, scaled to 1 … N.
std::vector<double> autorank_wmt25(const std::vector<RankedMetric>& metrics);

}  // namespace dragoman::metrics
