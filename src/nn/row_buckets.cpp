#include "nn/row_buckets.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <bit>

namespace dragoman::nn {

int64_t row_bucket(int64_t rows) {
  const auto octave = static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(rows)));
  const int64_t step = std::max<int64_t>(8, octave / 8);
  return (rows + step - 1) / step * step;
}

at::Tensor pad_to_bucket(const at::Tensor& rows) {
  if (rows.scalar_type() != at::kBFloat16 || !rows.is_cpu()) return rows;
  const int64_t missing = row_bucket(rows.size(0)) - rows.size(0);
  return missing == 0 ? rows : at::constant_pad_nd(rows, {0, 0, 0, missing});
}

}  // namespace dragoman::nn
