// A linear layer whose weights no longer change.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "kernels/packed_matrix.h"
#include "nn/weights.h"

namespace dragoman::nn {

// In float32 on the CPU the weights are packed for the kernels, and the layer given may go; else
// they stay a tensor in the dtype of the products. Cheap to copy.
class FrozenLinear {
 public:
  FrozenLinear() = default;
  FrozenLinear(const Linear& linear, at::ScalarType compute);

  // [N, in] -> [N, out], float32. Uses all threads.
  at::Tensor operator()(const at::Tensor& input) const;

 private:
  Linear linear_;  // without its weight, where that is packed
  at::ScalarType compute_ = at::kFloat;
  std::shared_ptr<const kernels::PackedMatrix> packed_;
};

}  // namespace dragoman::nn
