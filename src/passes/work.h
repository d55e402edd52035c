// How a pass is shared among threads: by blocks of rows, or by pieces of several tasks. No result
// depends on which thread had which.
#pragma once

#include <functional>
#include <vector>

#include "kernels/float_panels.h"

namespace dragoman::passes {

using kernels::FloatPanels;
using kernels::MutableRows;
using kernels::Rows;
using kernels::Span;

inline constexpr size_t kBlockRows = 96;

constexpr size_t row_blocks(size_t rows) { return (rows + kBlockRows - 1) / kBlockRows; }

// Block after block of `rows` rows; block i begins at row i * kBlockRows.
void for_rows(size_t rows, const std::function<void(Span rows)>& body);

// Count pieces, the i-th done by body(i).
struct Task {
  size_t count;
  std::function<void(size_t)> body;
};
// All pieces of all tasks, in any order.
void run(const std::vector<Task>& tasks);

// The panels become those of `matrix`, [outputs, inputs] or, by its inputs, [inputs, outputs].
void pack_outputs(FloatPanels& panels, size_t outputs, size_t inputs, const float* matrix,
                  std::vector<Task>& tasks);
void pack_inputs(FloatPanels& panels, size_t outputs, size_t inputs, const float* matrix,
                 std::vector<Task>& tasks);

// by_matrix [outputs, in.outputs()] += by_out^T * in
void add_matrix(const FloatPanels& in, Rows by_out, size_t outputs, float* by_matrix,
                std::vector<Task>& tasks);

}  // namespace dragoman::passes
