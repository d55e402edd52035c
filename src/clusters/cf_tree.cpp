#include "clusters/cf_tree.h"

#include "base/error.h"

namespace dragoman::clusters {
namespace {

// Visits the nodes in depth first order; `visit` gets each leaf or inner node.
void for_each_node(CfNode& node, const std::function<void(CfNode&)>& visit) {
  visit(node);
  if (node.leaf()) return;
  for (int64_t i = 0; i < node.size(); ++i) for_each_node(node.child(i), visit);
}

void drain_node(std::unique_ptr<CfNode> node, const std::function<void(const CfView&)>& take) {
  if (!node->leaf()) {
    for (std::unique_ptr<CfNode>& child : node->release()) drain_node(std::move(child), take);
    return;
  }
  for (int64_t i = 0; i < node->size(); ++i) take(node->feature(i));
}

}  // namespace

CfTree::CfTree(const TreeShape& shape, double threshold, MemoryMeter& meter)
    : shape_(shape),
      threshold_(threshold),
      meter_(meter),
      root_(std::make_unique<CfNode>(shape.width, true, meter)) {
  DRAGOMAN_CHECK(shape.width == padded(shape.width), "the width is not padded");
  DRAGOMAN_CHECK(shape.branching >= 2 && shape.leaf_size >= 2, "a node has at least two rows");
}

bool CfTree::join_nearest(CfNode& leaf, const CfView& feature) const {
  if (leaf.size() == 0) return false;
  const int64_t nearest = nearest_row(feature.mean.high, leaf.rows()).row;
  const Joined both = leaf.joined(nearest, feature);
  if (both.deviation > threshold_ * threshold_ * both.count) return false;
  leaf.absorb(nearest, feature);
  return true;
}

// Returns the new neighbour of a node that had to be split.
std::unique_ptr<CfNode> CfTree::insert_into(CfNode& node, const CfView& feature) {
  if (node.leaf()) {
    if (join_nearest(node, feature)) return nullptr;
    node.append(feature);
    ++features_;
    return node.size() > shape_.leaf_size ? node.split() : nullptr;
  }
  const int64_t nearest = nearest_row(feature.mean.high, node.rows()).row;
  auto neighbour = insert_into(node.child(nearest), feature);
  if (neighbour == nullptr) {
    node.absorb(nearest, feature);
    return nullptr;
  }
  node.summarise(nearest);
  node.adopt(std::move(neighbour));
  return node.size() > shape_.branching ? node.split() : nullptr;
}

void CfTree::insert(const CfView& feature) {
  auto neighbour = insert_into(*root_, feature);
  if (neighbour == nullptr) return;
  auto above = std::make_unique<CfNode>(shape_.width, false, meter_);
  above->adopt(std::move(root_));
  above->adopt(std::move(neighbour));
  root_ = std::move(above);
}

std::vector<const CfNode*> CfTree::leaves() const {
  std::vector<const CfNode*> found;
  for_each_node(*root_, [&found](CfNode& node) {
    if (node.leaf()) found.push_back(&node);
  });
  return found;
}

void CfTree::drain(const std::function<void(const CfView&)>& take) {
  drain_node(std::move(root_), take);
}

void CfTree::freeze() {
  int64_t label = 0;
  for_each_node(*root_, [&label](CfNode& node) {
    node.freeze();
    if (!node.leaf()) return;
    node.first_label = label;
    label += node.size();
  });
}

}  // namespace dragoman::clusters
