#include "passes/linear.h"

#include <algorithm>

#include "kernels/vector_ops.h"

namespace dragoman::passes {
namespace {

// Rows of a low-rank part's middle, this thread's until the next call.
MutableRows narrow_rows(size_t rows, size_t rank) {
  thread_local std::vector<float> space;
  space.resize(std::max(space.size(), rows * rank));
  return {space.data(), rank};
}

}  // namespace

void LinearPass::prepare_forward(const LinearPart& part, std::vector<Task>& tasks) {
  part_ = &part;
  pack_outputs(weight_, part.outputs, part.inputs, part.weight, tasks);
  const LowRankPart& change = part.change;
  if (change.rank == 0) return;
  pack_outputs(down_, change.rank, part.inputs, change.a, tasks);
  pack_outputs(up_, part.outputs, change.rank, change.b, tasks);
}

void LinearPass::prepare_backward(const LinearPart& part, size_t tokens, std::vector<Task>& tasks) {
  part_ = &part;
  pack_inputs(weight_, part.inputs, part.outputs, part.weight, tasks);
  const LowRankPart& change = part.change;
  if (change.rank == 0) return;
  pack_outputs(down_, change.rank, part.inputs, change.a, tasks);
  pack_inputs(across_down_, part.inputs, change.rank, change.a, tasks);
  pack_inputs(across_up_, change.rank, part.outputs, change.b, tasks);
  narrow_.reshape(change.rank, tokens);
  space_.restart();
  by_narrow_ = space_.block(tokens, change.rank);
}

void LinearPass::forward(Rows in, size_t rows, MutableRows out) const {
  weight_.multiply(in, rows, out);
  for (size_t r = 0; r < rows && part_->bias != nullptr; ++r)
    kernels::add(part_->bias, part_->outputs, out.from(r).data);
  const LowRankPart& change = part_->change;
  if (change.rank == 0) return;
  const MutableRows narrow = narrow_rows(rows, change.rank);
  down_.multiply(in, rows, narrow);
  kernels::scale(narrow.data, change.scale, rows * change.rank, narrow.data);
  up_.multiply({narrow.data, narrow.stride}, rows, out, /*accumulates=*/true);
}

void LinearPass::backward(const Step& step) {
  weight_.multiply(step.by_out, step.rows.size(), step.by_in, step.accumulates);
  if (part_->change.rank > 0) change_backward(step);
}

void LinearPass::change_backward(const Step& step) {
  const LowRankPart& change = part_->change;
  const size_t rows = step.rows.size();
  const MutableRows narrow = narrow_rows(rows, change.rank);
  down_.multiply(step.in, rows, narrow);
  kernels::scale(narrow.data, change.scale, rows * change.rank, narrow.data);
  narrow_.pack_inputs({narrow.data, narrow.stride}, step.rows);
  const MutableRows by_narrow = by_narrow_.out(step.rows.begin);
  across_up_.multiply(step.by_out, rows, by_narrow);
  for (size_t r = 0; r < rows; ++r) {
    float* row = by_narrow.from(r).data;
    kernels::scale(row, change.scale, change.rank, row);
  }
  across_down_.multiply({by_narrow.data, by_narrow.stride}, rows, step.by_in,
                        /*accumulates=*/true);
}

void LinearPass::add_gradients(const FloatPanels& in, Rows by_out, std::vector<Task>& tasks) const {
  const LinearPart& part = *part_;
  const size_t tokens = in.inputs();
  if (part.by_weight != nullptr) add_matrix(in, by_out, part.outputs, part.by_weight, tasks);
  if (part.by_bias != nullptr)
    tasks.push_back({1, [&part, by_out, tokens](size_t) {
                       for (size_t r = 0; r < tokens; ++r)
                         kernels::add(by_out.from(r).data, part.outputs, part.by_bias);
                     }});
  if (part.change.by_b != nullptr)
    add_matrix(narrow_, by_out, part.outputs, part.change.by_b, tasks);
  if (part.change.by_a != nullptr)
    add_matrix(in, by_narrow_.rows(), part.change.rank, part.change.by_a, tasks);
}

}  // namespace dragoman::passes
