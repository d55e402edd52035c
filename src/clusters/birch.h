// BIRCH: clusters of vectors that come as a stream and are not kept. When the tree outgrows its
// memory it is built anew from its own leaves with a higher threshold; no point is lost by that.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "clusters/cf_tree.h"
#include "config/fields.h"

namespace dragoman::clusters {

struct BirchConfig {
  double threshold = 0.5;
  int64_t branching = 50;
  int64_t leaf_size = 50;
  int64_t memory_mib = 1024;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("threshold", threshold, "greatest radius of a cluster, in the unit of the vectors",
          config::at_least(0));
    visit("branching", branching, "children of an inner node", config::Range{2, 10000});
    visit("leaf_size", leaf_size, "clusters of a leaf", config::Range{2, 10000});
    visit("memory_mib", memory_mib, "memory of the tree, in MiB; beyond it the threshold rises",
          config::Range{1, 1 << 24});
  }
};

class Birch {
 public:
  // `width` is that of the vectors, at least 1. Too little memory for a tree of a few leaves is the
  // user's error.
  Birch(const BirchConfig& config, int64_t width);

  // One vector of finite numbers.
  void add(std::span<const float> vector);

  // No vectors after this; the tree is ready for a Labeller (labels.h).
  void finish();

  const CfTree& tree() const { return *tree_; }
  int64_t width() const { return width_; }
  int64_t vectors() const { return vectors_; }
  double threshold() const { return tree_->threshold(); }  // as it was raised
  int64_t rebuilds() const { return rebuilds_; }
  int64_t peak_bytes() const { return meter_->peak(); }

 private:
  void rebuild();

  const BirchConfig config_;
  const int64_t width_;
  const TreeShape shape_;
  std::unique_ptr<MemoryMeter> meter_;
  std::unique_ptr<CfTree> tree_;
  AlignedFloats row_;
  AlignedFloats zeros_;
  int64_t vectors_ = 0;
  int64_t rebuilds_ = 0;
};

// The threshold at which about half of the features of the leaves would join their neighbours:
// the median, over features, of the common radius with the nearest one of the same leaf. At most
// 2000 leaves are looked at, evenly spread. At least 5 % above that of the tree.
double raised_threshold(const CfTree& tree);

}  // namespace dragoman::clusters
