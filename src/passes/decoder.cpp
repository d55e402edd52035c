#include "passes/decoder.h"

#include <algorithm>

#include "base/parallel.h"
#include "kernels/gradients.h"
#include "kernels/vector_ops.h"

namespace dragoman::passes {
namespace {

constexpr size_t kColumns = 64;

}  // namespace

void DecoderPass::begin(const DecoderParts& parts, const Packed& batch, Keeps keeps) {
  parts_ = &parts;
  batch_ = &batch;
  keeps_ = keeps;
  layer_.begin(*parts.config, batch);
  workspace_.restart();
  const size_t tokens = batch.size(), width = static_cast<size_t>(parts.config->hidden_size);
  last_ = workspace_.block(tokens, width);
  kept_.assign(parts.layers.size(), {});
  for (size_t i = 0; i < kept_.size(); ++i) {
    if (i == 0 || keeps == Keeps::kEverything) {
      kept_[i] = LayerPass::make_kept(*parts.config, tokens, workspace_);
      continue;
    }
    kept_[i] = kept_[0];
    kept_[i].in =
        keeps == Keeps::kInputs || i == 1 ? workspace_.block(tokens, width) : kept_[i - 2].in;
  }
}

void DecoderPass::forward(MutableRows out) {
  embed(kept_.empty() ? last_ : kept_.front().in);
  for (size_t i = 0; i < kept_.size(); ++i)
    layer_.forward(parts_->layers[i], i, kept_[i], i + 1 < kept_.size() ? kept_[i + 1].in : last_);
  const checkpoints::ModelConfig& config = *parts_->config;
  for_rows(batch_->size(), [&](Span rows) {
    for (size_t r = rows.begin; r < rows.end; ++r)
      kernels::rms_norm(last_.row(r), parts_->norm.weight, static_cast<size_t>(config.hidden_size),
                        static_cast<float>(config.rms_norm_eps), out.from(r).data);
  });
}

void DecoderPass::backward(Rows by_out) {
  const checkpoints::ModelConfig& config = *parts_->config;
  const auto width = static_cast<size_t>(config.hidden_size);
  const size_t tokens = batch_->size(), blocks = row_blocks(tokens);
  const Block by = workspace_.block(tokens, width);
  const Block by_norm = workspace_.block(blocks, width);
  for_rows(tokens, [&](Span rows) {
    const size_t block = rows.begin / kBlockRows;
    std::vector<float> spare(width);
    std::fill_n(by_norm.row(block), width, 0.0F);
    for (size_t r = rows.begin; r < rows.end; ++r) {
      const float inverse =
          kernels::rms_norm(last_.row(r), parts_->norm.weight, width,
                            static_cast<float>(config.rms_norm_eps), spare.data());
      std::fill_n(by.row(r), width, 0.0F);
      kernels::add_norm_gradient({last_.row(r), parts_->norm.weight, width, inverse},
                                 by_out.from(r).data, by.row(r), by_norm.row(block));
    }
  });
  for (size_t block = 0; block < blocks && parts_->norm.by_weight != nullptr; ++block)
    kernels::add(by_norm.row(block), width, parts_->norm.by_weight);
  layer_.make_gradients(workspace_);
  for (size_t i = kept_.size(); i-- > 0;) {
    if (keeps_ == Keeps::kInputs) layer_.forward(parts_->layers[i], i, kept_[i], last_);
    layer_.backward(parts_->layers[i], i, kept_[i], by);
  }
  if (parts_->by_embedding != nullptr) embed_backward(by);
}

void DecoderPass::embed(Block out) const {
  const auto width = static_cast<size_t>(parts_->config->hidden_size);
  const auto factor = static_cast<float>(parts_->config->embedding_scale);
  for_rows(batch_->size(), [&](Span rows) {
    for (size_t r = rows.begin; r < rows.end; ++r)
      kernels::scale(parts_->embedding + static_cast<size_t>(batch_->tokens[r]) * width, factor,
                     width, out.row(r));
  });
}

// Threads share the columns, so that a token's rows are added in their order.
void DecoderPass::embed_backward(Block by) const {
  const auto width = static_cast<size_t>(parts_->config->hidden_size);
  const auto factor = static_cast<float>(parts_->config->embedding_scale);
  parallel_for(static_cast<int64_t>((width + kColumns - 1) / kColumns), [&](int64_t part) {
    const size_t begin = static_cast<size_t>(part) * kColumns;
    const size_t count = std::min(width - begin, kColumns);
    for (size_t r = 0; r < batch_->size(); ++r)
      kernels::add_scaled(
          by.row(r) + begin, factor, count,
          parts_->by_embedding + static_cast<size_t>(batch_->tokens[r]) * width + begin);
  });
}

}  // namespace dragoman::passes
