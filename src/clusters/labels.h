// Which cluster every vector belongs to: the one whose centroid is nearest, found through the tree.
#pragma once

#include <cstdint>
#include <vector>

#include "clusters/cf_tree.h"

namespace dragoman::clusters {

class Labeller {
 public:
  // The tree is frozen, has features and outlives the labeller. `beam` is how many branches a
  // descent follows at each level; its best leaf row is the label. 0: the nearest of all centroids,
  // which costs more the more clusters there are.
  Labeller(const CfTree& tree, int64_t beam);

  // The number of the cluster and the squared distance from its centroid, for every row. The work
  // is spread over threads; the result does not depend on their number. With beam = 0 it is what a
  // comparison with every centroid gives, and of equally near ones the first; many rows at once
  // are cheaper than few.
  std::vector<Neighbour> label(const Rows& points) const;

  int64_t clusters() const { return static_cast<int64_t>(centroids_.size()); }
  const float* centroid(int64_t cluster) const { return centroids_[static_cast<size_t>(cluster)]; }

 private:
  struct Group;

  Neighbour descend(const float* point, int64_t beam) const;
  Neighbour nearest_in(const CfNode& leaf, const float* point, Neighbour best) const;
  std::vector<std::vector<Group>> by_leaf(const std::vector<Neighbour>& labels) const;
  void look_around(const Rows& points, std::vector<Group>& groups,
                   std::vector<Neighbour>& labels) const;
  void refine(const Rows& points, const Group& group, std::vector<Neighbour>& labels) const;

  const CfNode& root_;
  const std::vector<const CfNode*> leaves_;
  const int64_t width_;
  const int64_t beam_;
  std::vector<const float*> centroids_;
};

}  // namespace dragoman::clusters
