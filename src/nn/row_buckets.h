// oneDNN compiles a kernel for every shape that it meets in bfloat16 and keeps the last thousand of
// them, a megabyte or more each. Batches of all sizes would fill gigabytes and compile at every
// step, so on a CPU the rows of such a product are padded to one of few numbers.
#pragma once

#include <ATen/core/Tensor.h>

namespace dragoman::nn {

// The least bucket that holds `rows`: eight to an octave, so at most an eighth is padding.
int64_t row_bucket(int64_t rows);

// [N, D] with zero rows added up to a bucket; other dtypes and devices as they are. Differentiable.
at::Tensor pad_to_bucket(const at::Tensor& rows);

}  // namespace dragoman::nn
