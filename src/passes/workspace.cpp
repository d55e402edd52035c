#include "passes/workspace.h"

namespace dragoman::passes {
namespace {

constexpr size_t kFold = 1024;  // rows so many floats apart share one place of a cache
constexpr size_t kLine = 16;

}  // namespace

Block Workspace::block(size_t rows, size_t width) {
  const size_t whole = (width + kLine - 1) / kLine * kLine;
  const size_t stride = whole % kFold == 0 ? whole + kLine : whole;
  const size_t count = rows * stride + kLine;  // tiles may be read a line at a time
  if (next_ == slots_.size()) slots_.emplace_back();
  Slot& slot = slots_[next_++];
  if (slot.count < count) {
    slot.floats.reset();
    slot.floats = kernels::make_floats(count);
    slot.count = count;
  }
  return {slot.floats.get(), stride};
}

size_t Workspace::bytes() const {
  size_t count = 0;
  for (const Slot& slot : slots_) count += slot.count;
  return count * sizeof(float);
}

}  // namespace dragoman::passes
