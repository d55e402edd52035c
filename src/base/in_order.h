// Results in the order of their questions, each as soon as all before it are there.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace dragoman {

class InOrder {
 public:
  // `write(i)` is called for 0 … count - 1, in this order.
  InOrder(size_t count, std::function<void(size_t index)> write)
      : ready_(count, false), write_(std::move(write)) {}

  // Number `index` is there; once for each.
  void done(size_t index) {
    ready_[index] = true;
    for (; next_ < ready_.size() && ready_[next_]; ++next_) write_(next_);
  }

 private:
  std::vector<bool> ready_;
  size_t next_ = 0;
  std::function<void(size_t)> write_;
};

}  // namespace dragoman
