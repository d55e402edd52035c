// Memory of a pass, kept from one pass to the next.
#pragma once

#include <vector>

#include "kernels/floats.h"

namespace dragoman::passes {

// A matrix in the workspace. Rows are a little further apart than a cache likes to fold.
struct Block {
  float* data = nullptr;
  size_t stride = 0;

  float* row(size_t i) const { return data + i * stride; }
  kernels::Rows rows(size_t i = 0, size_t column = 0) const {
    return {data + i * stride + column, stride};
  }
  kernels::MutableRows out(size_t i = 0, size_t column = 0) const {
    return {data + i * stride + column, stride};
  }
};

// Hands out blocks in the order in which they are asked for; after `restart` the same memory goes
// out again, so a pass that asks as the one before it did finds it warm.
class Workspace {
 public:
  Block block(size_t rows, size_t width);
  void restart() { next_ = 0; }
  size_t bytes() const;

 private:
  struct Slot {
    kernels::AlignedFloats floats;
    size_t count = 0;
  };
  std::vector<Slot> slots_;
  size_t next_ = 0;
};

}  // namespace dragoman::passes
