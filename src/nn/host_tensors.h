// Tensors as passes by hand see them: their numbers, and where gradients add up without autograd's
// help.
#pragma once

#include <ATen/ATen.h>

namespace dragoman::nn {

// Whether its numbers can be read as they lie; one that is undefined has none.
inline bool is_plain(const at::Tensor& tensor) {
  return !tensor.defined() ||
         (tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous());
}

// The gradient of a float32 leaf, zeros if it had none; null for one that is frozen or undefined.
inline float* gradient_place(const at::Tensor& tensor) {
  if (!tensor.defined() || !tensor.requires_grad()) return nullptr;
  at::Tensor& sum = tensor.mutable_grad();
  if (!sum.defined()) sum = at::zeros_like(tensor.detach());
  return sum.data_ptr<float>();
}

}  // namespace dragoman::nn
