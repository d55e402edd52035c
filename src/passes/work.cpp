#include "passes/work.h"

#include <algorithm>

#include "base/parallel.h"

namespace dragoman::passes {
namespace {

constexpr size_t kPanels = 4;     // that a thread packs at once
constexpr size_t kInputs = 128;   // likewise
constexpr size_t kOutputs = 192;  // of a weight's gradient

size_t pieces(size_t count, size_t size) { return (count + size - 1) / size; }

}  // namespace

void for_rows(size_t rows, const std::function<void(Span rows)>& body) {
  parallel_for(static_cast<int64_t>(row_blocks(rows)), [&](int64_t block) {
    const size_t begin = static_cast<size_t>(block) * kBlockRows;
    body({begin, std::min(rows, begin + kBlockRows)});
  });
}

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

void pack_outputs(FloatPanels& panels, size_t outputs, size_t inputs, const float* matrix,
                  std::vector<Task>& tasks) {
  panels.reshape(outputs, inputs);
  tasks.push_back({pieces(panels.panels(), kPanels), [&panels, matrix](size_t i) {
                     panels.pack_outputs(
                         {matrix, panels.inputs()},
                         {i * kPanels, std::min(panels.panels(), (i + 1) * kPanels)});
                   }});
}

void pack_inputs(FloatPanels& panels, size_t outputs, size_t inputs, const float* matrix,
                 std::vector<Task>& tasks) {
  panels.reshape(outputs, inputs);
  tasks.push_back({pieces(inputs, kInputs), [&panels, matrix](size_t i) {
                     const size_t begin = i * kInputs;
                     panels.pack_inputs({matrix + begin * panels.outputs(), panels.outputs()},
                                        {begin, std::min(panels.inputs(), begin + kInputs)});
                   }});
}

void add_matrix(const FloatPanels& in, Rows by_out, size_t outputs, float* by_matrix,
                std::vector<Task>& tasks) {
  tasks.push_back({pieces(outputs, kOutputs), [&in, by_out, outputs, by_matrix](size_t i) {
                     const Span part{i * kOutputs, std::min(outputs, (i + 1) * kOutputs)};
                     kernels::add_weight_gradient(in, by_out, part, {by_matrix, in.outputs()});
                   }});
}

}  // namespace dragoman::passes
