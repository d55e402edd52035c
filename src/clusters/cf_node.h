// A node of the tree: up to B (in leaves L) clustering features, their means one after another so
// that a search reads memory in one go. A mean is a sum of two floats (distances.h); searches read
// the first alone.
#pragma once

#include <memory>
#include <vector>

#include "clusters/cf.h"
#include "clusters/distances.h"

namespace dragoman::clusters {

// Bytes in use, now and at most. One for all nodes that live at the same time.
class MemoryMeter {
 public:
  void add(int64_t bytes) {
    now_ += bytes;
    if (now_ > peak_) peak_ = now_;
  }
  int64_t now() const { return now_; }
  int64_t peak() const { return peak_; }

 private:
  int64_t now_ = 0;
  int64_t peak_ = 0;
};

// A feature that lies somewhere else.
struct CfView {
  Joined set;
  Mean mean;
};

class CfNode {
 public:
  // `width` is padded. The meter outlives the node.
  CfNode(int64_t width, bool leaf, MemoryMeter& meter);
  ~CfNode();
  CfNode(const CfNode&) = delete;
  CfNode& operator=(const CfNode&) = delete;

  bool leaf() const { return leaf_; }
  int64_t size() const { return static_cast<int64_t>(sets_.size()); }
  Rows rows() const { return {high_.get(), size(), width_}; }
  CfView feature(int64_t index) const;
  // Of an inner node; what it sums up is feature(index).
  CfNode& child(int64_t index) const { return *children_[static_cast<size_t>(index)]; }

  // The feature of a row together with another one.
  Joined joined(int64_t index, const CfView& other) const;
  // Makes it so.
  void absorb(int64_t index, const CfView& other);
  void append(const CfView& feature, std::unique_ptr<CfNode> child = nullptr);
  // Makes the feature of a row what its child's rows are together.
  void summarise(int64_t index);
  // Adds a child with its summary.
  void adopt(std::unique_ptr<CfNode> child);
  // Moves the rows that are nearer to the second of the two farthest into a new node.
  std::unique_ptr<CfNode> split();

  // Gives the second floats back; the node can only be searched from then on.
  void freeze();
  // Gives everything but the children back, and them to the caller.
  std::vector<std::unique_ptr<CfNode>> release();

  // Of a leaf: the number of its first row among all leaf rows, once the tree is frozen.
  int64_t first_label = 0;

 private:
  void make_room(int64_t capacity);
  void move_row(int64_t from, int64_t to);
  void keep_rows(int64_t count);
  void forget_rows();
  void set_mean(int64_t index, const Mean& mean);
  MovedMean moved(int64_t index);

  const int64_t width_;
  const bool leaf_;
  MemoryMeter& meter_;
  int64_t capacity_ = 0;
  AlignedFloats high_;
  AlignedFloats low_;
  std::vector<Joined> sets_;
  std::vector<std::unique_ptr<CfNode>> children_;
};

}  // namespace dragoman::clusters
