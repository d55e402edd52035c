#include "generation/cpu_decoder.h"

#include <algorithm>

#include "generation/cpu_pass.h"

namespace dragoman::generation {

CacheLayout::CacheLayout(const nn::ModelConfig& config)
    : value_stride(kernels::padded_width(static_cast<size_t>(config.head_dim))),
      key_floats(static_cast<size_t>(config.head_dim) * kernels::kPageTokens),
      head_floats(key_floats + value_stride * kernels::kPageTokens),
      heads(static_cast<size_t>(config.num_key_value_heads)),
      page_floats(static_cast<size_t>(config.num_hidden_layers) * heads * head_floats) {}

CpuDecoder::CpuDecoder(const nn::Weights& weights, kernels::WeightFormat format, int64_t threads)
    : config_(weights.config),
      layout_(config_),
      team_(threads),
      packer_(format),
      model_(packer_.refresh(weights)),
      rotary_(config_.rope, config_.head_dim),
      local_rotary_(config_.local_rope.value_or(config_.rope), config_.head_dim),
      scratch_(static_cast<size_t>(threads)) {
  const auto work = [](const kernels::PackedMatrix& matrix) {
    return matrix.outputs() * matrix.inputs();
  };
  row_work_ = work(model_.head);
  for (const PackedLayer& layer : model_.layers)
    for (const PackedLinear* linear :
         {&layer.projections, &layer.output, &layer.gate, &layer.up, &layer.down})
      row_work_ += work(linear->matrix);
}

void CpuDecoder::make_cache(int64_t pages) {
  if (pages <= cache_pages_) return;
  cache_.reset();  // before the new one is there
  cache_ = kernels::make_floats(static_cast<size_t>(pages) * layout_.page_floats);
  cache_pages_ = pages;
}

void CpuDecoder::copy_page(PageId from, PageId to) {
  const auto start = [this](PageId page) {
    return cache_.get() + static_cast<size_t>(page) * layout_.page_floats;
  };
  std::copy_n(start(from), layout_.page_floats, start(to));
}

void CpuDecoder::step(std::span<const StepRow> rows, const OnLogits& on_logits) {
  rotary_.prepare(rows);
  if (config_.local_rope) local_rotary_.prepare(rows);
  CpuPass pass(*this, rows, on_logits);
  if (pass.workers() == 1) return pass.run(0);
  team_.run([&pass](int64_t worker) { pass.run(static_cast<size_t>(worker)); });
}

}  // namespace dragoman::generation
