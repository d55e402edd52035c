// Block-wise dynamic quantisation (Dettmers et al., arXiv 2110.02861, sections 2 and 3): eight bits
// a number, scaled by the largest of its block.
#pragma once

#include <ATen/core/Tensor.h>

namespace dragoman::nn {

// One scale for so many numbers, in the order in which the tensor lies.
inline constexpr int64_t kQuantizationBlock = 256;

// Codes and scales of a float32 tensor of any shape.
struct QuantizedBlocks {
  at::Tensor codes;   // [n] uint8
  at::Tensor scales;  // [ceil(n / block)] float32
};

// The 256 numbers between -1 and 1 (or 0 and 1) that codes stand for, ascending. A code's leading
// bits count zeros of a decimal fraction, the rest of them divides what lies between two powers of
// ten evenly, so that small numbers keep their size over seven decades.
class DynamicMap {
 public:
  enum class Sign { kBoth, kPositive };
  DynamicMap(Sign sign, at::Device device);

  // Into blocks of as many numbers, the nearest codes. Where only positive numbers are meant, what
  // is above 0 never becomes 0: it is a second moment, which is divided by.
  void quantize(const at::Tensor& values, QuantizedBlocks& blocks) const;
  // [n] float32.
  at::Tensor dequantize(const QuantizedBlocks& blocks) const;

  // That stand for `count` zeros.
  QuantizedBlocks zeros(int64_t count) const;

 private:
  at::Tensor levels_;      // [256] float32
  at::Tensor boundaries_;  // [255] half-way between them
  int64_t zero_ = 0;       // its code
  Sign sign_;
};

}  // namespace dragoman::nn
