#include "passes/layer.h"

#include "kernels/vector_ops.h"
#include "passes/layer_loops.h"

namespace dragoman::passes {

KeptLayer LayerPass::make_kept(const checkpoints::ModelConfig& config, size_t tokens,
                               Workspace& workspace) {
  const auto block = [&](int64_t width) {
    return workspace.block(tokens, static_cast<size_t>(width));
  };
  KeptLayer kept;
  kept.in = block(config.hidden_size);
  kept.heads = {block(config.query_size()), block(config.key_value_size()),
                block(config.key_value_size())};
  kept.plain = kept.heads;
  if (config.query_key_norm) {
    kept.plain.query = block(config.query_size());
    kept.plain.key = block(config.key_value_size());
  }
  kept.attended = block(config.query_size());
  kept.partition = block(config.num_attention_heads);
  kept.middle = block(config.hidden_size);
  kept.gate = block(config.intermediate_size);
  kept.up = block(config.intermediate_size);
  if (config.sandwich_norms) {
    kept.plain_mixed = block(config.hidden_size);
    kept.plain_opened = block(config.hidden_size);
  }
  return kept;
}

AttentionShape LayerPass::shape(size_t layer) const {
  return {static_cast<size_t>(config_->num_attention_heads),
          static_cast<size_t>(config_->num_key_value_heads),
          static_cast<size_t>(config_->head_dim),
          static_cast<float>(config_->query_scale),
          static_cast<float>(config_->attention_cap),
          static_cast<size_t>(config_->window(layer))};
}

const RotaryRows& LayerPass::rotary(size_t layer) const {
  return config_->local_rope && config_->window(layer) > 0 ? batch_->local : batch_->rotary;
}

void LayerPass::forward(const LayerPart& part, size_t layer, const KeptLayer& kept, Block out) {
  std::vector<Task> tasks;
  linears_.query.prepare_forward(part.query, tasks);
  linears_.key.prepare_forward(part.key, tasks);
  linears_.value.prepare_forward(part.value, tasks);
  linears_.output.prepare_forward(part.output, tasks);
  linears_.gate.prepare_forward(part.gate, tasks);
  linears_.up.prepare_forward(part.up, tasks);
  linears_.down.prepare_forward(part.down, tasks);
  run(tasks);
  for_rows(batch_->size(), [&](Span rows) { project(part, layer, kept, rows); });
  for_heads([&](const AttentionPart& one) {
    attend(shape(layer), kept.heads, one, kept.attended, kept.partition);
  });
  for_rows(batch_->size(), [&](Span rows) { mix(part, kept, out, rows); });
}

void LayerPass::project(const LayerPart& part, size_t layer, const KeptLayer& kept,
                        Span rows) const {
  const auto width = static_cast<size_t>(config_->hidden_size);
  const Block normed = own_rows(0, width);
  norm_rows(*config_, part.input_norm, kept.in.rows(rows.begin), rows.size(), normed.out());
  linears_.query.forward(normed.rows(), rows.size(), kept.plain.query.out(rows.begin));
  linears_.key.forward(normed.rows(), rows.size(), kept.plain.key.out(rows.begin));
  linears_.value.forward(normed.rows(), rows.size(), kept.heads.value.out(rows.begin));
  const auto heads = static_cast<size_t>(config_->num_attention_heads);
  const auto key_heads = static_cast<size_t>(config_->num_key_value_heads);
  turn({part.query_norm, heads, kept.plain.query, kept.heads.query}, rotary(layer), rows);
  turn({part.key_norm, key_heads, kept.plain.key, kept.heads.key}, rotary(layer), rows);
}

void LayerPass::turn(const Heads& heads, const RotaryRows& rotary, Span rows) const {
  const auto dim = static_cast<size_t>(config_->head_dim);
  for (size_t r = rows.begin; r < rows.end; ++r)
    for (size_t h = 0; h < heads.count; ++h) {
      float* head = heads.turned.row(r) + h * dim;
      if (heads.norm.weight != nullptr)
        kernels::rms_norm(heads.plain.row(r) + h * dim, heads.norm.weight, dim,
                          static_cast<float>(config_->rms_norm_eps), head);
      kernels::rotate(head, rotary.cosines + r * dim, rotary.sines + r * dim, dim);
    }
}

// Attention's output and the feed-forward, into the stream.
void LayerPass::mix(const LayerPart& part, const KeptLayer& kept, Block out, Span rows) const {
  const auto width = static_cast<size_t>(config_->hidden_size);
  const auto inner = static_cast<size_t>(config_->intermediate_size);
  const Block normed = own_rows(0, width), opened = own_rows(1, inner);
  const Block mixed = config_->sandwich_norms ? kept.plain_mixed : kept.middle;
  linears_.output.forward(kept.attended.rows(rows.begin), rows.size(), mixed.out(rows.begin));
  add_to_stream(part.post_attention_norm, kept.in, mixed, kept.middle, rows);
  const NormPart& before =
      config_->sandwich_norms ? part.pre_feedforward_norm : part.post_attention_norm;
  norm_rows(*config_, before, kept.middle.rows(rows.begin), rows.size(), normed.out());
  linears_.gate.forward(normed.rows(), rows.size(), kept.gate.out(rows.begin));
  linears_.up.forward(normed.rows(), rows.size(), kept.up.out(rows.begin));
  const auto open = config_->hidden_act == "silu" ? kernels::gate_silu : kernels::gate_gelu_tanh;
  for (size_t r = 0; r < rows.size(); ++r)
    open(kept.gate.row(rows.begin + r), kept.up.row(rows.begin + r), inner, opened.row(r));
  const Block fed = config_->sandwich_norms ? kept.plain_opened : out;
  linears_.down.forward(opened.rows(), rows.size(), fed.out(rows.begin));
  add_to_stream(part.post_feedforward_norm, kept.middle, fed, out, rows);
}

// out = stream + added, where `added` goes through the norm if the layer has norms behind.
void LayerPass::add_to_stream(const NormPart& norm, Block stream, Block added, Block out,
                              Span rows) const {
  const auto width = static_cast<size_t>(config_->hidden_size);
  for (size_t r = rows.begin; r < rows.end; ++r) {
    if (config_->sandwich_norms)
      kernels::rms_norm(added.row(r), norm.weight, width, static_cast<float>(config_->rms_norm_eps),
                        out.row(r));
    kernels::add(stream.row(r), width, out.row(r));
  }
}

}  // namespace dragoman::passes
