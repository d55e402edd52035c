// Matrix products of float32 in training, where both sides change at every step: one side is put
// into panels, a part at a time, by whichever thread has it at hand.
#pragma once

#include "kernels/panels.h"

namespace dragoman::kernels {

// From `begin` to before `end`.
struct Span {
  size_t begin, end;

  size_t size() const { return end - begin; }
};

// A matrix [outputs, inputs] in panels, as PackedMatrix has them, whose memory serves again and
// again. Threads may pack disjoint parts at once, and any number may multiply.
class FloatPanels {
 public:
  // What was packed before is gone.
  void reshape(size_t outputs, size_t inputs);

  size_t outputs() const { return outputs_; }
  size_t inputs() const { return inputs_; }
  size_t width() const { return kernel_.width; }  // outputs of a panel
  size_t panels() const { return (outputs_ + kernel_.width - 1) / kernel_.width; }

  // Panels `part`, from the matrix by its outputs: [outputs, inputs].
  void pack_outputs(Rows matrix, Span part);
  // The inputs `part`, from their rows of all outputs: row i is that of input part.begin + i.
  void pack_inputs(Rows rows, Span part);

  struct Product {
    Rows in;  // row r's word i at in.data + r * in.stride + i * step, i from inputs.begin
    size_t rows;
    MutableRows out;  // [rows, outputs]
    Span inputs;      // that are summed over
    Span panels;
    bool accumulates = false;  // out += rather than out =
    size_t step = 1;
  };
  // An output's sum runs over its inputs in their order: its bits depend on nothing else.
  void multiply(const Product& product) const;
  // out [rows, outputs] = in [rows, inputs] * matrix^T
  void multiply(Rows in, size_t rows, MutableRows out, bool accumulates = false) const {
    multiply({in, rows, out, {0, inputs_}, {0, panels()}, accumulates});
  }

 private:
  float* panel(size_t p) const { return values_.get() + p * inputs_ * kernel_.width; }
  void multiply_last(const Product& product, Span inputs, bool first) const;

  PanelKernel kernel_ = panel_kernels(WeightFormat::kFloat32).front();
  size_t outputs_ = 0;
  size_t inputs_ = 0;
  size_t capacity_ = 0;
  AlignedFloats values_;  // [panels, inputs, width]
};

// by_matrix [outputs, inputs] += by_out^T * in, where by_out is [rows, outputs] and `in` has been
// packed by pack_inputs as [inputs, rows]: the gradient of a linear layer's weight. Of the outputs
// `part` alone, so that threads may share them. Sums run over the rows in their order. Behind the
// last row 11 more floats can be read.
void add_weight_gradient(const FloatPanels& in, Rows by_out, Span part, MutableRows by_matrix);

}  // namespace dragoman::kernels
