// The tree of clustering features: points come one by one, each goes down to the nearest child, and
// joins the nearest feature of the leaf if their common radius stays under the threshold, else
// becomes a feature of its own; a node that is full is split between its two farthest rows (BIRCH,
// Zhang, Ramakrishnan and Livny, SIGMOD 1996).
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "clusters/cf_node.h"

namespace dragoman::clusters {

struct TreeShape {
  int64_t width = 0;       // padded
  int64_t branching = 50;  // children of an inner node, at most; at least 2
  int64_t leaf_size = 50;  // features of a leaf, at most; at least 2
};

class CfTree {
 public:
  // The meter outlives the tree; trees that live at the same time share one.
  CfTree(const TreeShape& shape, double threshold, MemoryMeter& meter);

  // What comes of it depends on nothing but the order of the calls.
  void insert(const CfView& feature);

  double threshold() const { return threshold_; }
  int64_t features() const { return features_; }  // of all leaves
  const CfNode& root() const { return *root_; }   // a leaf without rows before the first insert

  // The leaves from left to right, the same in every call while nothing is inserted.
  std::vector<const CfNode*> leaves() const;

  // Gives each feature of the leaves away and each leaf's memory back when its features are gone.
  // The tree can't be used afterwards.
  void drain(const std::function<void(const CfView&)>& take);

  // Gives back what only inserting needs, and numbers the rows of the leaves from left to right.
  void freeze();

 private:
  std::unique_ptr<CfNode> insert_into(CfNode& node, const CfView& feature);
  bool join_nearest(CfNode& leaf, const CfView& feature) const;

  const TreeShape shape_;
  const double threshold_;
  MemoryMeter& meter_;
  std::unique_ptr<CfNode> root_;
  int64_t features_ = 0;
};

}  // namespace dragoman::clusters
