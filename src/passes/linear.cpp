#include "passes/linear.h"

#include <algorithm>

#include "base/parallel.h"
#include "kernels/vector_ops.h"

namespace dragoman::passes {
namespace {

constexpr size_t kPanels = 4;     // that a thread packs at once
constexpr size_t kInputs = 128;   // likewise
constexpr size_t kOutputs = 192;  // of a weight's gradient

size_t pieces(size_t count, size_t size) { return (count + size - 1) / size; }

void pack_outputs(FloatPanels& panels, const float* matrix, std::vector<Task>& tasks) {
  tasks.push_back({pieces(panels.panels(), kPanels), [&panels, matrix](size_t i) {
                     panels.pack_outputs(
                         {matrix, panels.inputs()},
                         {i * kPanels, std::min(panels.panels(), (i + 1) * kPanels)});
                   }});
}

void pack_inputs(FloatPanels& panels, const float* matrix, std::vector<Task>& tasks) {
  tasks.push_back({pieces(panels.inputs(), kInputs), [&panels, matrix](size_t i) {
                     const size_t begin = i * kInputs;
                     panels.pack_inputs({matrix + begin * panels.outputs(), panels.outputs()},
                                        {begin, std::min(panels.inputs(), begin + kInputs)});
                   }});
}

// Rows of a low-rank part's middle, this thread's until the next call.
MutableRows narrow_rows(size_t rows, size_t rank) {
  thread_local std::vector<float> space;
  space.resize(std::max(space.size(), rows * rank));
  return {space.data(), rank};
}

// by_matrix += by_out^T * in
void add_matrix(const FloatPanels& in, Rows by_out, size_t outputs, float* by_matrix,
                std::vector<Task>& tasks) {
  tasks.push_back({pieces(outputs, kOutputs), [&in, by_out, outputs, by_matrix](size_t i) {
                     const Span part{i * kOutputs, std::min(outputs, (i + 1) * kOutputs)};
                     kernels::add_weight_gradient(in, by_out, part, {by_matrix, in.outputs()});
                   }});
}

}  // namespace

void run(const std::vector<Task>& tasks) {
  std::vector<size_t> ends;
  size_t count = 0;
  for (const Task& task : tasks) ends.push_back(count += task.count);
  parallel_for(static_cast<int64_t>(count), [&](int64_t index) {
    const auto i = static_cast<size_t>(index);
    const auto t =
        static_cast<size_t>(std::upper_bound(ends.begin(), ends.end(), i) - ends.begin());
    tasks[t].body(i - (t == 0 ? 0 : ends[t - 1]));
  });
}

void LinearPass::prepare_forward(const LinearPart& part, std::vector<Task>& tasks) {
  part_ = &part;
  weight_.reshape(part.outputs, part.inputs);
  pack_outputs(weight_, part.weight, tasks);
  const LowRankPart& change = part.change;
  if (change.rank == 0) return;
  down_.reshape(change.rank, part.inputs);
  pack_outputs(down_, change.a, tasks);
  up_.reshape(part.outputs, change.rank);
  pack_outputs(up_, change.b, tasks);
}

void LinearPass::prepare_backward(const LinearPart& part, size_t tokens, std::vector<Task>& tasks) {
  part_ = &part;
  weight_.reshape(part.inputs, part.outputs);
  pack_inputs(weight_, part.weight, tasks);
  const LowRankPart& change = part.change;
  if (change.rank == 0) return;
  down_.reshape(change.rank, part.inputs);
  pack_outputs(down_, change.a, tasks);
  across_down_.reshape(part.inputs, change.rank);
  pack_inputs(across_down_, change.a, tasks);
  across_up_.reshape(change.rank, part.outputs);
  pack_inputs(across_up_, change.b, tasks);
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
