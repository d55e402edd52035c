// The decoder's passes by hand (passes/decoder.h) behind tensors: on the CPU and in float32 they
// stand in for those that autograd derives.
#pragma once

#include <ATen/core/Tensor.h>

#include "nn/transformer.h"

namespace dragoman::nn {

// Whether they know this model and these settings: float32 on the CPU, with
// nothing dropped out.
bool runs_by_hand(const Weights& weights, const PassSettings& settings);

// As forward_packed. Where gradients are wanted the result is differentiable: its backward pass
// adds to the gradients of the weights, which must outlive it, itself.
at::Tensor forward_by_hand(const Weights& weights, const PackedLayout& layout,
                           const PassSettings& settings);

}  // namespace dragoman::nn
