// The head's passes by hand (passes/head.h) behind tensors, on the CPU and in float32.
#pragma once

#include "nn/head.h"

namespace dragoman::nn {

bool head_runs_by_hand(const at::Tensor& hidden, const at::Tensor& head,
                       const HeadSettings& settings);

// As score_targets; the backward pass adds to the head's gradient itself.
HeadOutput score_by_hand(const at::Tensor& hidden, const at::Tensor& head,
                         const at::Tensor& targets, const HeadSettings& settings);

}  // namespace dragoman::nn
