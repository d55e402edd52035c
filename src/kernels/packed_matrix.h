// Matrix products on the CPU: weights packed once, multiplied with any number of rows. float32,
// kernels chosen at run time by what the CPU can do.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>

namespace dragoman::kernels {

struct FreeFloats {
  void operator()(float* floats) const { std::free(floats); }
};
using AlignedFloats = std::unique_ptr<float[], FreeFloats>;

// Zeros, at an address that the widest vectors may be loaded from.
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

// A linear layer's weight, [outputs, inputs], in panels: the weights of a few neighbouring outputs
// lie side by side, input by input, so that a product streams through them once. An output is the
// sum over its inputs in their order, one fused multiply-add each: its bits do not depend on the
// number of rows, nor on how outputs and rows are shared among threads. Any number of threads may
// multiply at once.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(size_t outputs, size_t inputs);

  // Outputs `first` to `first + weight.size() / inputs` become these, row-major; those of several
  // layers with the same input may stand one behind the other.
  void pack(std::span<const float> weight, size_t first = 0);

  size_t outputs() const { return outputs_; }
  size_t inputs() const { return inputs_; }
  size_t panels() const { return panels_; }

  // Outputs `begin` to `end`, both counted in panels, of `rows` rows: out = in * weight^T. `out` is
  // the whole output's row.
  void multiply(Rows in, size_t rows, MutableRows out, size_t begin, size_t end) const;
  void multiply(Rows in, size_t rows, MutableRows out) const {
    multiply(in, rows, out, 0, panels_);
  }

  // Outputs in a panel.
  static size_t panel_width();

 private:
  const float* panel(size_t p) const { return values_.get() + p * panel_width() * inputs_; }
  void multiply_rest(Rows in, size_t rows, MutableRows out) const;

  size_t outputs_ = 0;
  size_t inputs_ = 0;
  size_t panels_ = 0;
  AlignedFloats values_;  // [panels, inputs, panel_width]
};

}  // namespace dragoman::kernels
