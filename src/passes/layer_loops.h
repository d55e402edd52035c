// What the forward and the backward pass of a layer share over a block of rows.
#pragma once

#include "passes/layer.h"

namespace dragoman::passes {

// A block of this thread's own, until it asks again for the same `use`, 0 to 3.
Block own_rows(size_t use, size_t width);

// out [rows, D] = the norm of each row of `in`.
void norm_rows(const checkpoints::ModelConfig& config, const NormPart& norm, Rows in, size_t rows,
               MutableRows out);

}  // namespace dragoman::passes
