#include "clusters/birch.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace dragoman::clusters {
namespace {

constexpr size_t kLeavesLookedAt = 2000;
constexpr int64_t kFewestLeaves = 8;  // that must fit into the memory

// What the tree may have before it is built anew. The rest is for the new one, whose nodes may
// be emptier, while the old one is taken down.
int64_t tree_bytes(const BirchConfig& config) { return (config.memory_mib << 20) / 8 * 7; }

void check_memory(const BirchConfig& config, const TreeShape& shape) {
  const int64_t rows = kFewestLeaves * std::max(shape.leaf_size, shape.branching);
  const int64_t needed = rows * shape.width * static_cast<int64_t>(2 * sizeof(float));
  if (needed > tree_bytes(config))
    throw_input(
        "memory_mib = {}: a tree of {} leaves needs {} MiB; give more memory, or lower "
        "branching and leaf_size",
        config.memory_mib, kFewestLeaves, (needed >> 20) / 7 * 8 + 2);
}

// The common radius of each feature of a leaf and the nearest other one.
void add_joined_radii(const CfNode& leaf, std::vector<double>& radii) {
  const Rows rows = leaf.rows();
  for (int64_t i = 0; i < leaf.size(); ++i) {
    const Neighbour before = nearest_row(rows.row(i), {rows.data, i, rows.width});
    const int64_t behind = rows.count - i - 1;
    const Neighbour after =
        nearest_row(rows.row(i), {rows.row(i + 1), behind, rows.width}, {-1, before.squared});
    const int64_t nearest = after.row >= 0 ? i + 1 + after.row : before.row;
    if (nearest >= 0) radii.push_back(radius_of(leaf.joined(nearest, leaf.feature(i))));
  }
}

}  // namespace

double raised_threshold(const CfTree& tree) {
  const std::vector<const CfNode*> leaves = tree.leaves();
  const size_t step = leaves.size() / kLeavesLookedAt + 1;
  std::vector<double> radii;
  for (size_t i = 0; i < leaves.size(); i += step) add_joined_radii(*leaves[i], radii);
  const double least = tree.threshold() * 1.05;
  if (radii.empty()) return least;
  const auto middle = radii.begin() + static_cast<int64_t>(radii.size() / 2);
  std::nth_element(radii.begin(), middle, radii.end());
  return std::max(least, *middle);
}

Birch::Birch(const BirchConfig& config, int64_t width)
    : config_(config),
      width_(width),
      shape_{padded(width), config.branching, config.leaf_size},
      meter_(std::make_unique<MemoryMeter>()),
      row_(aligned_floats(shape_.width)),
      zeros_(aligned_floats(shape_.width)) {
  DRAGOMAN_CHECK(width >= 1, "vectors have at least one number");
  check_memory(config, shape_);
  tree_ = std::make_unique<CfTree>(shape_, config.threshold, *meter_);
  std::fill_n(row_.get(), shape_.width, 0.0F);
  std::fill_n(zeros_.get(), shape_.width, 0.0F);
}

void Birch::add(std::span<const float> vector) {
  DRAGOMAN_CHECK(static_cast<int64_t>(vector.size()) == width_, "a vector of another width");
  std::memcpy(row_.get(), vector.data(), vector.size_bytes());
  tree_->insert({{1.0, 0.0}, {row_.get(), zeros_.get()}});
  ++vectors_;
  while (meter_->now() > tree_bytes(config_)) rebuild();
}

void Birch::rebuild() {
  auto higher = std::make_unique<CfTree>(shape_, raised_threshold(*tree_), *meter_);
  tree_->drain([&higher](const CfView& feature) { higher->insert(feature); });
  tree_ = std::move(higher);
  ++rebuilds_;
}

void Birch::finish() { tree_->freeze(); }

}  // namespace dragoman::clusters
