#include "clusters/cf_node.h"

#include <algorithm>
#include <cstring>

namespace dragoman::clusters {
namespace {

constexpr int64_t kMoreRows = 6;

int64_t row_bytes(int64_t width) {
  return width * static_cast<int64_t>(2 * sizeof(float)) +
         static_cast<int64_t>(sizeof(Joined) + sizeof(void*));
}

AlignedFloats larger(const AlignedFloats& old, int64_t used, int64_t count) {
  AlignedFloats made = aligned_floats(count);
  if (used > 0) std::memcpy(made.get(), old.get(), static_cast<size_t>(used) * sizeof(float));
  return made;
}

// The two rows with the greatest distance; of equal ones the first.
std::pair<int64_t, int64_t> farthest_pair(const Rows& rows, std::vector<float>& squared) {
  std::pair<int64_t, int64_t> pair{0, 1};
  float most = -1.0F;
  for (int64_t i = 0; i < rows.count; ++i) {
    for (int64_t j = i + 1; j < rows.count; ++j) {
      const float distance = nearest_row(rows.row(i), {rows.row(j), 1, rows.width}).squared;
      squared[static_cast<size_t>(i * rows.count + j)] = distance;
      squared[static_cast<size_t>(j * rows.count + i)] = distance;
      if (distance > most) {
        most = distance;
        pair = {i, j};
      }
    }
  }
  return pair;
}

}  // namespace

CfNode::CfNode(int64_t width, bool leaf, MemoryMeter& meter)
    : width_(width), leaf_(leaf), meter_(meter) {
  meter_.add(sizeof(CfNode));
}

CfNode::~CfNode() {
  forget_rows();
  meter_.add(-static_cast<int64_t>(sizeof(CfNode)));
}

void CfNode::forget_rows() {
  if (high_ != nullptr) meter_.add(-capacity_ * row_bytes(width_));
  if (high_ != nullptr && low_ == nullptr)
    meter_.add(capacity_ * width_ * static_cast<int64_t>(sizeof(float)));
  high_.reset();
  low_.reset();
  capacity_ = 0;
  sets_ = {};
}

void CfNode::make_room(int64_t capacity) {
  AlignedFloats high = larger(high_, size() * width_, capacity * width_);
  AlignedFloats low = larger(low_, size() * width_, capacity * width_);
  meter_.add((capacity - capacity_) * row_bytes(width_));
  high_ = std::move(high);
  low_ = std::move(low);
  capacity_ = capacity;
}

MovedMean CfNode::moved(int64_t index) {
  return {high_.get() + index * width_, low_.get() + index * width_};
}

CfView CfNode::feature(int64_t index) const {
  const float* low = low_ == nullptr ? nullptr : low_.get() + index * width_;
  return {sets_[static_cast<size_t>(index)], {high_.get() + index * width_, low}};
}

Joined CfNode::joined(int64_t index, const CfView& other) const {
  const CfView own = feature(index);
  return join(own.set, other.set, squared_distance(own.mean, other.mean, width_));
}

void CfNode::absorb(int64_t index, const CfView& other) {
  Joined& own = sets_[static_cast<size_t>(index)];
  const double share = other.set.count / (own.count + other.set.count);
  own = join(own, other.set, move_mean(moved(index), other.mean, share, width_));
}

void CfNode::set_mean(int64_t index, const Mean& mean) {
  const size_t bytes = static_cast<size_t>(width_) * sizeof(float);
  std::memcpy(moved(index).high, mean.high, bytes);
  std::memcpy(moved(index).low, mean.low, bytes);
}

void CfNode::append(const CfView& feature, std::unique_ptr<CfNode> child) {
  if (size() == capacity_) make_room(capacity_ + std::max(kMoreRows, capacity_ / 4));
  sets_.push_back(feature.set);
  set_mean(size() - 1, feature.mean);
  if (!leaf_) children_.push_back(std::move(child));
}

void CfNode::summarise(int64_t index) {
  const CfNode& below = child(index);
  const CfView first = below.feature(0);
  sets_[static_cast<size_t>(index)] = first.set;
  set_mean(index, first.mean);
  for (int64_t i = 1; i < below.size(); ++i) absorb(index, below.feature(i));
}

void CfNode::adopt(std::unique_ptr<CfNode> child) {
  const CfView first = child->feature(0);
  append(first, std::move(child));
  summarise(size() - 1);
}

void CfNode::move_row(int64_t from, int64_t to) {
  if (from == to) return;
  sets_[static_cast<size_t>(to)] = sets_[static_cast<size_t>(from)];
  set_mean(to, feature(from).mean);
  if (!leaf_) children_[static_cast<size_t>(to)] = std::move(children_[static_cast<size_t>(from)]);
}

void CfNode::keep_rows(int64_t count) {
  sets_.resize(static_cast<size_t>(count));
  if (!leaf_) children_.resize(static_cast<size_t>(count));
  make_room(count);
}

std::unique_ptr<CfNode> CfNode::split() {
  const int64_t count = size();
  std::vector<float> squared(static_cast<size_t>(count * count), 0.0F);
  const auto [first, second] = farthest_pair(rows(), squared);
  const auto to = [&](int64_t row, int64_t end) {
    return squared[static_cast<size_t>(row * count + end)];
  };
  auto away = std::make_unique<CfNode>(width_, leaf_, meter_);
  int64_t kept = 0;
  for (int64_t i = 0; i < count; ++i) {
    if (i == first || to(i, first) < to(i, second))
      move_row(i, kept++);
    else
      away->append(feature(i), leaf_ ? nullptr : std::move(children_[static_cast<size_t>(i)]));
  }
  keep_rows(kept);
  return away;
}

void CfNode::freeze() {
  if (low_ == nullptr) return;
  low_.reset();
  meter_.add(-capacity_ * width_ * static_cast<int64_t>(sizeof(float)));
}

std::vector<std::unique_ptr<CfNode>> CfNode::release() {
  forget_rows();
  return std::move(children_);
}

}  // namespace dragoman::clusters
