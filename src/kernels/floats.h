// Memory that the kernels work in.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace dragoman::kernels {

struct FreeFloats {
  void operator()(float* floats) const { std::free(floats); }
};
using AlignedFloats = std::unique_ptr<float[], FreeFloats>;

// Zeros, at an address that the widest vectors may be loaded from. Where there are many they lie in
// huge pages, if the system has some.
AlignedFloats make_floats(size_t count);

// Rows of floats, `stride` apart (>= the width that is read or written).
struct Rows {
  const float* data;
  size_t stride;

  Rows from(size_t row) const { return {data + row * stride, stride}; }
};
struct MutableRows {
  float* data;
  size_t stride;

  MutableRows from(size_t row) const { return {data + row * stride, stride}; }
};

}  // namespace dragoman::kernels
