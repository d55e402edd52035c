// The kinds of numbers that checkpoints hold, read as float32 and written back: rounded to the
// nearest, ties to even.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "checkpoints/stored_tensor.h"

namespace dragoman::merging {

// F32, BF16, F16, F64. Tensors of other dtypes (counters, masks) are not merged.
bool is_number(const std::string& dtype);

// Elements `begin` on of the tensor, row by row, as many as `out` holds. False if one of them is
// not finite.
bool read_floats(const checkpoints::StoredTensor& tensor, int64_t begin, std::span<float> out);

// values.size() elements of that dtype. False if one of them can't be held.
bool write_floats(std::span<const float> values, const std::string& dtype, std::byte* out);

}  // namespace dragoman::merging
