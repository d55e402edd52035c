#include <algorithm>

#include "kernels/gradients.h"
#include "kernels/vector_ops.h"
#include "passes/layer.h"
#include "passes/layer_loops.h"

namespace dragoman::passes {
namespace {

// A row's norm anew into `out`, and what belongs to its gradient.
kernels::NormRow norm_row(const NormPart& norm, const float* in, size_t width, double epsilon,
                          float* out) {
  const float inverse = kernels::rms_norm(in, norm.weight, width, static_cast<float>(epsilon), out);
  return {in, norm.weight, width, inverse};
}

}  // namespace

void LayerPass::make_gradients(Workspace& workspace) {
  const size_t tokens = batch_->size();
  const auto block = [&](int64_t width) {
    return workspace.block(tokens, static_cast<size_t>(width));
  };
  const int64_t width = config_->hidden_size, inner = config_->intermediate_size;
  gradients_ = {
      block(width),
      block(inner),
      block(inner),
      block(width),
      block(width),
      block(config_->query_size()),
      {block(config_->query_size()), block(config_->key_value_size()),
       block(config_->key_value_size())},
      workspace.block(row_blocks(tokens), static_cast<size_t>(4 * width + 2 * config_->head_dim))};
  inputs_.normed.reshape(static_cast<size_t>(width), tokens);
  inputs_.middle.reshape(static_cast<size_t>(width), tokens);
  inputs_.attended.reshape(static_cast<size_t>(config_->query_size()), tokens);
  inputs_.opened.reshape(static_cast<size_t>(inner), tokens);
}

void LayerPass::backward(const LayerPart& part, size_t layer, const KeptLayer& kept, Block by) {
  std::vector<Task> tasks;
  linears_.query.prepare_backward(part.query, batch_->size(), tasks);
  linears_.key.prepare_backward(part.key, batch_->size(), tasks);
  linears_.value.prepare_backward(part.value, batch_->size(), tasks);
  linears_.output.prepare_backward(part.output, batch_->size(), tasks);
  linears_.gate.prepare_backward(part.gate, batch_->size(), tasks);
  linears_.up.prepare_backward(part.up, batch_->size(), tasks);
  linears_.down.prepare_backward(part.down, batch_->size(), tasks);
  run(tasks);
  for_rows(batch_->size(), [&](Span rows) {
    feed_forward_backward(part, kept, by, rows);
    output_backward(part, kept, rows);
  });
  for_heads([&](const AttentionPart& one) {
    attend_backward(shape(layer), kept.heads, one,
                    {kept.partition, gradients_.by_attended, gradients_.by_heads});
  });
  for_rows(batch_->size(), [&](Span rows) { project_backward(part, layer, kept, by, rows); });
  add_weight_gradients();
  add_norm_gradients(part);
}

// The norms of a layer whose gradients are taken by block of rows, in the order of their places.
std::vector<const NormPart*> LayerPass::norms(const LayerPart& part) const {
  return {&part.input_norm,           &part.post_attention_norm,
          &part.pre_feedforward_norm, &part.post_feedforward_norm,
          &part.query_norm,           &part.key_norm};
}

float* LayerPass::norm_place(Span rows, size_t norm) const {
  const auto width = static_cast<size_t>(config_->hidden_size);
  const size_t heads = norm > 4 ? static_cast<size_t>(config_->head_dim) : 0;
  return gradients_.by_norms.row(rows.begin / kBlockRows) + std::min<size_t>(norm, 4) * width +
         heads;
}

void LayerPass::feed_forward_backward(const LayerPart& part, const KeptLayer& kept, Block by,
                                      Span rows) {
  const auto width = static_cast<size_t>(config_->hidden_size);
  const auto inner = static_cast<size_t>(config_->intermediate_size);
  const bool sandwich = config_->sandwich_norms;
  const size_t count = rows.size();
  std::fill_n(norm_place(rows, 0), 4 * width + 2 * static_cast<size_t>(config_->head_dim), 0.0F);
  const NormPart& before = sandwich ? part.pre_feedforward_norm : part.post_attention_norm;
  const Block normed = own_rows(0, width), by_normed = own_rows(1, width);
  const Block opened = own_rows(2, inner), by_inner = own_rows(3, inner);
  stream_gradient(part.post_feedforward_norm, {kept.plain_opened, gradients_.by_opened, rows, 3},
                  by);
  const auto open = config_->hidden_act == "silu" ? kernels::gate_silu : kernels::gate_gelu_tanh;
  for (size_t r = 0; r < count; ++r)
    open(kept.gate.row(rows.begin + r), kept.up.row(rows.begin + r), inner, opened.row(r));
  linears_.down.backward(
      {rows, opened.rows(), gradients_.by_opened.rows(rows.begin), by_inner.out()});
  inputs_.opened.pack_inputs(opened.rows(), rows);
  const auto close = config_->hidden_act == "silu" ? kernels::gate_silu_gradient
                                                   : kernels::gate_gelu_tanh_gradient;
  for (size_t r = 0; r < count; ++r) {
    const size_t row = rows.begin + r;
    close({kept.gate.row(row), kept.up.row(row), by_inner.row(r), inner},
          gradients_.by_gate.row(row), gradients_.by_up.row(row));
  }
  norm_rows(*config_, before, kept.middle.rows(rows.begin), count, normed.out());
  linears_.gate.backward(
      {rows, normed.rows(), gradients_.by_gate.rows(rows.begin), by_normed.out()});
  linears_.up.backward(
      {rows, normed.rows(), gradients_.by_up.rows(rows.begin), by_normed.out(), true});
  for (size_t row = rows.begin; row < rows.end; ++row)
    std::copy_n(by.row(row), width, gradients_.by_middle.row(row));
  norm_gradient(before, {kept.middle, gradients_.by_middle, rows, sandwich ? 2U : 1U}, by_normed);
  inputs_.middle.pack_inputs(normed.rows(), rows);
}

void LayerPass::output_backward(const LayerPart& part, const KeptLayer& kept, Span rows) {
  stream_gradient(part.post_attention_norm, {kept.plain_mixed, gradients_.by_mixed, rows, 1},
                  gradients_.by_middle);
  linears_.output.backward({rows, kept.attended.rows(rows.begin),
                            gradients_.by_mixed.rows(rows.begin),
                            gradients_.by_attended.out(rows.begin)});
  inputs_.attended.pack_inputs(kept.attended.rows(rows.begin), rows);
}

// The gradient by what was added to the stream, given that by the stream: through the norm behind
// it, where the layer has those.
void LayerPass::stream_gradient(const NormPart& norm, const NormRows& place, Block by) const {
  const auto width = static_cast<size_t>(config_->hidden_size);
  const Block by_rows = own_rows(0, width);
  for (size_t row = place.rows.begin; row < place.rows.end; ++row) {
    if (config_->sandwich_norms) std::fill_n(place.by_plain.row(row), width, 0.0F);
    std::copy_n(
        by.row(row), width,
        config_->sandwich_norms ? by_rows.row(row - place.rows.begin) : place.by_plain.row(row));
  }
  if (config_->sandwich_norms) norm_gradient(norm, place, by_rows);
}

// Adds the gradient by a norm's input, given that by its output for these rows alone.
void LayerPass::norm_gradient(const NormPart& norm, const NormRows& place, Block by_rows) const {
  const auto width = static_cast<size_t>(config_->hidden_size);
  thread_local std::vector<float> spare;
  spare.resize(std::max(spare.size(), width));
  for (size_t r = 0; r < place.rows.size(); ++r) {
    const size_t row = place.rows.begin + r;
    kernels::add_norm_gradient(
        norm_row(norm, place.plain.row(row), width, config_->rms_norm_eps, spare.data()),
        by_rows.row(r), place.by_plain.row(row), norm_place(place.rows, place.norm));
  }
}

void LayerPass::project_backward(const LayerPart& part, size_t layer, const KeptLayer& kept,
                                 Block by, Span rows) {
  const auto width = static_cast<size_t>(config_->hidden_size);
  const auto heads = static_cast<size_t>(config_->num_attention_heads);
  const auto key_heads = static_cast<size_t>(config_->num_key_value_heads);
  const Projected& by_heads = gradients_.by_heads;
  const Block normed = own_rows(0, width), by_normed = own_rows(1, width);
  turn_backward({part.query_norm, heads, kept.plain.query, by_heads.query}, rotary(layer), rows,
                norm_place(rows, 4));
  turn_backward({part.key_norm, key_heads, kept.plain.key, by_heads.key}, rotary(layer), rows,
                norm_place(rows, 5));
  norm_rows(*config_, part.input_norm, kept.in.rows(rows.begin), rows.size(), normed.out());
  const auto back = [&](LinearPass& linear, Block by_out, bool accumulates) {
    linear.backward({rows, normed.rows(), by_out.rows(rows.begin), by_normed.out(), accumulates});
  };
  back(linears_.query, by_heads.query, false);
  back(linears_.key, by_heads.key, true);
  back(linears_.value, by_heads.value, true);
  for (size_t row = rows.begin; row < rows.end; ++row)
    std::copy_n(gradients_.by_middle.row(row), width, by.row(row));
  norm_gradient(part.input_norm, {kept.in, by, rows, 0}, by_normed);
  inputs_.normed.pack_inputs(normed.rows(), rows);
}

void LayerPass::turn_backward(const Heads& heads, const RotaryRows& rotary, Span rows,
                              float* by_norm) const {
  const auto dim = static_cast<size_t>(config_->head_dim);
  std::vector<float> sines(dim), spare(dim), by(dim);
  for (size_t r = rows.begin; r < rows.end; ++r) {
    kernels::scale(rotary.sines + r * dim, -1.0F, dim, sines.data());
    for (size_t h = 0; h < heads.count; ++h) {
      float* head = heads.turned.row(r) + h * dim;
      kernels::rotate(head, rotary.cosines + r * dim, sines.data(), dim);
      if (heads.norm.weight == nullptr) continue;
      by.assign(head, head + dim);
      std::fill_n(head, dim, 0.0F);
      kernels::add_norm_gradient(norm_row(heads.norm, heads.plain.row(r) + h * dim, dim,
                                          config_->rms_norm_eps, spare.data()),
                                 by.data(), head, by_norm);
    }
  }
}

void LayerPass::add_weight_gradients() {
  std::vector<Task> tasks;
  const Gradients& g = gradients_;
  linears_.gate.add_gradients(inputs_.middle, g.by_gate.rows(), tasks);
  linears_.up.add_gradients(inputs_.middle, g.by_up.rows(), tasks);
  linears_.down.add_gradients(inputs_.opened, g.by_opened.rows(), tasks);
  linears_.query.add_gradients(inputs_.normed, g.by_heads.query.rows(), tasks);
  linears_.key.add_gradients(inputs_.normed, g.by_heads.key.rows(), tasks);
  linears_.value.add_gradients(inputs_.normed, g.by_heads.value.rows(), tasks);
  linears_.output.add_gradients(inputs_.attended, g.by_mixed.rows(), tasks);
  run(tasks);
}

// Blocks of rows in their order, whichever thread had them.
void LayerPass::add_norm_gradients(const LayerPart& part) const {
  const std::vector<const NormPart*> all = norms(part);
  for (size_t norm = 0; norm < all.size(); ++norm) {
    if (all[norm]->by_weight == nullptr) continue;
    const int64_t width = norm < 4 ? config_->hidden_size : config_->head_dim;
    for (size_t row = 0; row < batch_->size(); row += kBlockRows)
      kernels::add(norm_place({row, row + 1}, norm), static_cast<size_t>(width),
                   all[norm]->by_weight);
  }
}

}  // namespace dragoman::passes
