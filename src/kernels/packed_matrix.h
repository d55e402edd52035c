// Matrix products on the CPU: weights packed once, multiplied with any number of rows by kernels
// chosen at run time by what the CPU can do.
#pragma once

#include <span>

#include "kernels/panels.h"

namespace dragoman::kernels {

// A linear layer's weight, [outputs, inputs], in panels: the weights of a few neighbouring outputs
// lie side by side, input by input, so that a product streams through them once. An output is the
// sum over its inputs in their order: its bits do not depend on the number of rows, nor on how
// outputs and rows are shared among threads. Any number of threads may multiply at once.
//
// In float32 each product is one fused multiply-add. In bfloat16 weights and rows are rounded, sums
// are float32; instruction sets differ in the last bits. In int8 blocks of 128 weights, and of the
// row's values as they come, have a scale each, the largest magnitude by 127; sums within a block
// are exact, blocks are added in float32, and all instruction sets give the same bits.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(size_t outputs, size_t inputs, WeightFormat format = WeightFormat::kFloat32);
  // For tests and measurements: by this kernel.
  PackedMatrix(size_t outputs, size_t inputs, const PanelKernel& kernel);

  // Outputs `first` to `first + weight.size() / inputs` become these, row-major; those of several
  // layers with the same input may stand one behind the other.
  void pack(std::span<const float> weight, size_t first = 0);

  WeightFormat format() const { return kernel_.format; }
  size_t outputs() const { return outputs_; }
  size_t inputs() const { return inputs_; }
  size_t panels() const { return panels_; }
  size_t panel_width() const { return kernel_.width; }  // outputs
  // All there is, as it lies in memory.
  std::span<const float> words() const { return {values_.get(), panels_ * panel_words_}; }

  // Outputs `begin` to `end`, both counted in panels, of `rows` rows: out = in * weight^T. `out` is
  // the whole output's row.
  void multiply(Rows in, size_t rows, MutableRows out, size_t begin, size_t end) const;
  void multiply(Rows in, size_t rows, MutableRows out) const {
    multiply(in, rows, out, 0, panels_);
  }

 private:
  struct Panels {
    size_t begin, end;
  };
  // Prepared rows, from word `word` of their inputs on.
  struct Piece {
    Rows in;
    size_t rows, word;
  };

  float* panel(size_t p) const { return values_.get() + p * panel_words_; }
  void pack_output(const float* row, size_t output);
  Rows prepared(Rows in, size_t rows, size_t word) const;
  void multiply_piece(const Piece& piece, MutableRows out, Panels panels) const;

  PanelKernel kernel_{};
  PanelLayout layout_{};
  size_t outputs_ = 0;
  size_t inputs_ = 0;
  size_t words_ = 0;  // of a row, headers not counted
  size_t panels_ = 0;
  size_t panel_words_ = 0;
  AlignedFloats values_;  // [panels, panel_words]
};

}  // namespace dragoman::kernels
