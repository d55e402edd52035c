// The exact search begins with a descent, which gives each vector a cluster that is near. By the
// triangle inequality a nearer centroid is at most twice as far from that cluster's centroid as the
// vector is (Elkan, ICML 2003), so vectors of one cluster share one look at all centroids, and each
// is compared with few.
#include "clusters/labels.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/parallel.h"

namespace dragoman::clusters {
namespace {

// Above the rounding of any distance in float32, so that no candidate is missed.
constexpr float kSlack = 1.0001F;

struct Branch {
  const CfNode* node;
  float squared;
  size_t place;  // decides between equally near ones
};

void keep_nearest(std::vector<Branch>& branches, size_t count) {
  if (branches.size() <= count) return;
  const auto end = branches.begin() + static_cast<int64_t>(count);
  std::partial_sort(branches.begin(), end, branches.end(), [](const Branch& a, const Branch& b) {
    return a.squared != b.squared ? a.squared < b.squared : a.place < b.place;
  });
  branches.erase(end, branches.end());
}

}  // namespace

// The vectors whose first label is the same.
struct Labeller::Group {
  int64_t cluster = 0;
  std::vector<int64_t> members;
  float bound = 0.0F;  // no centroid farther from this one can be nearer to a member; squared
  std::vector<Neighbour> candidates;
};

// Groups by the leaf in which their cluster is.
std::vector<std::vector<Labeller::Group>> Labeller::by_leaf(
    const std::vector<Neighbour>& labels) const {
  std::vector<int64_t> order(labels.size());
  std::iota(order.begin(), order.end(), 0);
  const auto label = [&](int64_t i) { return labels[static_cast<size_t>(i)]; };
  std::stable_sort(order.begin(), order.end(),
                   [&](int64_t a, int64_t b) { return label(a).row < label(b).row; });
  std::vector<std::vector<Group>> groups(leaves_.size());
  size_t leaf = 0;
  for (const int64_t i : order) {
    const int64_t cluster = label(i).row;
    while (cluster >= leaves_[leaf]->first_label + leaves_[leaf]->size()) ++leaf;
    auto& here = groups[leaf];
    if (here.empty() || here.back().cluster != cluster) here.push_back({cluster, {}, 0.0F, {}});
    here.back().members.push_back(i);
    // Above 0 even for a vector on its centroid, of which there may be two.
    const float bound = std::nextafter(4.0F * label(i).squared * kSlack, Neighbour{}.squared);
    here.back().bound = std::max(here.back().bound, bound);
  }
  return groups;
}

Labeller::Labeller(const CfTree& tree, int64_t beam)
    : root_(tree.root()), leaves_(tree.leaves()), width_(tree.root().rows().width), beam_(beam) {
  DRAGOMAN_CHECK(tree.features() > 0, "a tree without clusters");
  for (const CfNode* leaf : leaves_) {
    DRAGOMAN_CHECK(leaf->first_label == clusters(), "the tree is not frozen");
    for (int64_t i = 0; i < leaf->size(); ++i) centroids_.push_back(leaf->rows().row(i));
  }
}

Neighbour Labeller::nearest_in(const CfNode& leaf, const float* point, Neighbour best) const {
  const Neighbour found = nearest_row(point, leaf.rows(), {-1, best.squared});
  return found.row < 0 ? best : Neighbour{leaf.first_label + found.row, found.squared};
}

// All leaves of the tree are equally deep.
Neighbour Labeller::descend(const float* point, int64_t beam) const {
  std::vector<Branch> branches{{&root_, 0.0F, 0}};
  std::vector<Neighbour> children;
  while (!branches.front().node->leaf()) {
    std::vector<Branch> below;
    for (const Branch& branch : branches) {
      if (beam == 1) {
        const Neighbour child = nearest_row(point, branch.node->rows());
        below.push_back({&branch.node->child(child.row), child.squared, 0});
        continue;
      }
      rows_within(point, branch.node->rows(), Neighbour{}.squared, children);
      for (const Neighbour& child : children)
        below.push_back({&branch.node->child(child.row), child.squared, below.size()});
    }
    keep_nearest(below, static_cast<size_t>(beam));
    branches = std::move(below);
  }
  Neighbour best;
  for (const Branch& branch : branches) best = nearest_in(*branch.node, point, best);
  return best;
}

namespace {

// `label` or what was found for the same vector, whichever is nearer; of equally near ones the
// earlier cluster.
void take_better(Neighbour& label, int64_t cluster, float squared) {
  if (squared < label.squared || (squared == label.squared && cluster < label.row))
    label = {cluster, squared};
}

// What nearest_row must find to be as near as `label` or nearer.
Neighbour as_near_as(const Neighbour& label) {
  return {-1, std::nextafter(label.squared, Neighbour{}.squared)};
}

}  // namespace

// For each group, the other centroids that may be nearer to a member, the nearest first. All groups
// of a leaf look at another leaf together, while its rows are in the cache. Two looks for the
// members themselves cost less than one for all that is within twice their distance.
void Labeller::look_around(const Rows& points, std::vector<Group>& groups,
                           std::vector<Neighbour>& labels) const {
  std::vector<Neighbour> found;
  for (const CfNode* leaf : leaves_) {
    for (Group& group : groups) {
      if (group.members.size() > 2) {
        rows_within(centroid(group.cluster), leaf->rows(), group.bound, found);
        for (const Neighbour& near : found)
          group.candidates.push_back({leaf->first_label + near.row, near.squared});
        continue;
      }
      for (const int64_t i : group.members) {
        Neighbour& label = labels[static_cast<size_t>(i)];
        const auto near = nearest_row(points.row(i), leaf->rows(), as_near_as(label));
        if (near.row >= 0) take_better(label, leaf->first_label + near.row, near.squared);
      }
    }
  }
  for (Group& group : groups) {
    std::stable_sort(group.candidates.begin(), group.candidates.end(),
                     [](const Neighbour& a, const Neighbour& b) { return a.squared < b.squared; });
  }
}

// One candidate after the other, so that its row is in the cache for all members.
void Labeller::refine(const Rows& points, const Group& group,
                      std::vector<Neighbour>& labels) const {
  std::vector<float> reach;  // of a member: its distance from this centroid and from its best
  for (const int64_t i : group.members)
    reach.push_back(2.0F * std::sqrt(labels[static_cast<size_t>(i)].squared) * kSlack);
  for (const Neighbour& candidate : group.candidates) {
    const float distance = std::sqrt(candidate.squared);
    const Rows row{centroid(candidate.row), 1, width_};
    for (size_t m = 0; m < group.members.size(); ++m) {
      if (distance > reach[m] || candidate.row == group.cluster) continue;
      const int64_t i = group.members[m];
      Neighbour& label = labels[static_cast<size_t>(i)];
      const auto near = nearest_row(points.row(i), row, as_near_as(label));
      if (near.row < 0) continue;
      reach[m] += (std::sqrt(near.squared) - std::sqrt(label.squared)) * kSlack;
      take_better(label, candidate.row, near.squared);
    }
  }
}

std::vector<Neighbour> Labeller::label(const Rows& points) const {
  DRAGOMAN_CHECK(points.width == width_, "points of another width");
  std::vector<Neighbour> labels(static_cast<size_t>(points.count));
  constexpr int64_t kGrain = 64;
  parallel_for(
      points.count,
      [&](int64_t i) {
        labels[static_cast<size_t>(i)] = descend(points.row(i), std::max<int64_t>(1, beam_));
      },
      kGrain);
  if (beam_ > 0) return labels;
  auto groups = by_leaf(labels);
  parallel_for(static_cast<int64_t>(groups.size()), [&](int64_t leaf) {
    auto& here = groups[static_cast<size_t>(leaf)];
    look_around(points, here, labels);
    for (const Group& group : here) refine(points, group, labels);
    here.clear();
    here.shrink_to_fit();
  });
  return labels;
}

}  // namespace dragoman::clusters
