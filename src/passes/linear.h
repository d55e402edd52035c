// A linear layer in the passes, over blocks of rows.
#pragma once

#include <vector>

#include "passes/parts.h"
#include "passes/work.h"
#include "passes/workspace.h"

namespace dragoman::passes {

// out = in * weight^T + bias, and the gradients of that, given those by its output.
class LinearPass {
 public:
  // The weights in panels, for the forward or the backward pass over `tokens` rows.
  void prepare_forward(const LinearPart& part, std::vector<Task>& tasks);
  void prepare_backward(const LinearPart& part, size_t tokens, std::vector<Task>& tasks);

  void forward(Rows in, size_t rows, MutableRows out) const;
  // Of the tokens `rows`, whose first is the first row of `in`, `by_out` and `by_in`.
  struct Step {
    Span rows;
    Rows in;
    Rows by_out;
    MutableRows by_in;         // written
    bool accumulates = false;  // or added to
  };
  void backward(const Step& step);
  // When all rows are through: adds to the part's gradients. `in` has what the layer read, for all
  // tokens, in panels [inputs, N].
  void add_gradients(const FloatPanels& in, Rows by_out, std::vector<Task>& tasks) const;

 private:
  void change_backward(const Step& step);

  const LinearPart* part_ = nullptr;
  FloatPanels weight_;
  FloatPanels down_, up_;                // A and B, to multiply rows with
  FloatPanels across_down_, across_up_;  // and gradients
  FloatPanels narrow_;                   // [rank, N] scale * A in
  Workspace space_;
  Block by_narrow_;  // [N, rank] the gradient by A's output
};

}  // namespace dragoman::passes
