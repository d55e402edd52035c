#include "passes/layer_loops.h"

#include <array>

#include "base/parallel.h"
#include "kernels/vector_ops.h"

namespace dragoman::passes {

// What is connected goes one after the other: its segments add to the same rows.
void LayerPass::for_heads(const std::function<void(const AttentionPart& part)>& body) const {
  const auto heads = static_cast<size_t>(config_->num_key_value_heads);
  const std::span<const size_t> trees = batch_->trees;
  parallel_for(static_cast<int64_t>((trees.size() - 1) * heads), [&](int64_t i) {
    const size_t tree = static_cast<size_t>(i) / heads, head = static_cast<size_t>(i) % heads;
    for (size_t s = trees[tree]; s < trees[tree + 1]; ++s) body({batch_->segments[s], head});
  });
}

Block own_rows(size_t use, size_t width) {
  thread_local std::array<Workspace, 4> spaces;
  spaces[use].restart();
  return spaces[use].block(kBlockRows, width);
}

void norm_rows(const checkpoints::ModelConfig& config, const NormPart& norm, Rows in, size_t rows,
               MutableRows out) {
  for (size_t r = 0; r < rows; ++r)
    kernels::rms_norm(in.from(r).data, norm.weight, static_cast<size_t>(config.hidden_size),
                      static_cast<float>(config.rms_norm_eps), out.from(r).data);
}

}  // namespace dragoman::passes
