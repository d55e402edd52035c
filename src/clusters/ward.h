// Fewer clusters out of many: those of a tree joined two by two, always the two whose union adds
// least to the squared deviations (Ward, JASA 1963), each counting as many points as it has.
#pragma once

#include <cstdint>
#include <vector>

#include "clusters/cf_tree.h"

namespace dragoman::clusters {

// More than this take too long: the work grows with the square.
constexpr int64_t kMostWardClusters = 30000;

// For each feature of the leaves, from left to right, the number of its cluster, 0 ... clusters - 1
// in the order in which they first occur; all stay apart where there are no more than that. The
// tree is not frozen. More features than kMostWardClusters are the user's error.
std::vector<int64_t> ward(const CfTree& tree, int64_t clusters);

}  // namespace dragoman::clusters
