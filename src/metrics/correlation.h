// How well a metric's scores go with people's. All take two series of equal length; what is
// undefined (fewer than two items, a constant series) is NaN.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace dragoman::metrics {

double pearson(std::span<const double> a, std::span<const double> b);

// Pearson's of the ranks; equal values share their mean rank.
double spearman(std::span<const double> a, std::span<const double> b);
std::vector<double> ranks(std::span<const double> values);  // from 1

// All pairs of items, counted by Knight's method (1966) in O(n log n).
struct PairCounts {
  int64_t pairs = 0;
  int64_t tied_first = 0;   // equal in the first series
  int64_t tied_second = 0;  // equal in the second
  int64_t tied_both = 0;
  int64_t discordant = 0;

  int64_t concordant() const { return pairs - tied_first - tied_second + tied_both - discordant; }
};
PairCounts count_pairs(std::span<const double> a, std::span<const double> b);

// Kendall's tau: a over all pairs, b corrected for ties on both sides, c (Stuart's) for tables of
// unequal sides.
double kendall_a(std::span<const double> a, std::span<const double> b);
double kendall_b(std::span<const double> a, std::span<const double> b);
double kendall_c(std::span<const double> a, std::span<const double> b);

// Share of the pairs that are not tied in the first series which the second puts in the same order;
// its ties are wrong (Kocmi et al., 2021).
double pairwise_accuracy(std::span<const double> human, std::span<const double> metric);

// Scores of the systems' translations of one sentence.
struct ScoredItem {
  std::vector<double> human;
  std::vector<double> metric;
};

// Pairwise accuracy with ties (Deutsch, Foster and Freitag, 2023): a pair is right when human and
// metric agree on better, worse or equal, where metric scores within `threshold` of each other are
// equal. The threshold is the smallest one that is best. Accuracy is the mean over items that have
// a pair.
struct TieCalibration {
  double accuracy = 0.0;
  double threshold = 0.0;
};
TieCalibration calibrate_ties(std::span<const ScoredItem> items);

}  // namespace dragoman::metrics
