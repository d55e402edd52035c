#include "generation/packed_model.h"

#include <ATen/ATen.h>

#include <utility>

#include "base/error.h"
#include "kernels/vector_ops.h"

namespace dragoman::generation {
namespace {

// The tensor itself where it is of floats; else a copy.
at::Tensor as_floats(const at::Tensor& tensor) {
  DRAGOMAN_CHECK(tensor.is_cpu(), "packed weights are on the CPU");
  return tensor.detach().to(at::kFloat).contiguous();
}

std::span<const float> values_of(const at::Tensor& floats) {
  return {floats.const_data_ptr<float>(), static_cast<size_t>(floats.numel())};
}

}  // namespace

// Tensors come in the same order every time.
bool Packer::is_new(const at::Tensor& tensor) {
  if (next_ == seen_.size()) seen_.emplace_back();
  Seen& seen = seen_[next_++];
  const auto version = static_cast<uint32_t>(tensor.defined() ? tensor._version() : 0);
  const bool is_new = !seen.tensor.is_same(tensor) || seen.version != version ||
                      (updated_ && tensor.requires_grad());
  seen = {tensor, version};
  return is_new;
}

void Packer::copy(const at::Tensor& from, std::vector<float>& to, float offset) {
  if (!is_new(from) || !from.defined()) return;
  const at::Tensor floats = as_floats(from);
  const auto values = values_of(floats);
  to.assign(values.begin(), values.end());
  for (float& value : to) value += offset;
}

void Packer::make_matrix(size_t outputs, size_t inputs, kernels::PackedMatrix& matrix) const {
  if (matrix.outputs() == 0) matrix = kernels::PackedMatrix(outputs, inputs, format_);
}

void Packer::pack(const at::Tensor& weight, size_t first, kernels::PackedMatrix& matrix) {
  if (is_new(weight)) matrix.pack(values_of(as_floats(weight)), first);
}

void Packer::pack_bias(const at::Tensor& from, size_t first, PackedLinear& to) {
  if (!is_new(from) || !from.defined()) return;
  to.bias.resize(to.matrix.outputs());
  const at::Tensor floats = as_floats(from);
  const auto values = values_of(floats);
  std::copy(values.begin(), values.end(), to.bias.begin() + first);
  if (format_ == kernels::WeightFormat::kBfloat16)
    kernels::round_to_bfloat16(to.bias.data() + first, values.size());
}

void Packer::pack(const nn::Linear& from, size_t first, PackedLinear& to) {
  pack(from.weight, first, to.matrix);
  pack_bias(from.bias, first, to);
}

void Packer::pack(const nn::Linear& from, PackedLinear& to) {
  make_matrix(from.weight.size(0), from.weight.size(1), to.matrix);
  pack(from, 0, to);
}

void Packer::pack_projections(const nn::LayerWeights& from, PackedLinear& to) {
  const nn::Linear* parts[] = {&from.query, &from.key, &from.value};
  size_t outputs = 0;
  for (const nn::Linear* part : parts) outputs += part->weight.size(0);
  make_matrix(outputs, from.query.weight.size(1), to.matrix);
  size_t first = 0;
  for (const nn::Linear* part : parts) {
    pack(*part, first, to);
    first += part->weight.size(0);
  }
}

const PackedModel& Packer::refresh(const nn::Weights& weights) {
  next_ = 0;
  updated_ = std::exchange(version_, weights.version) != weights.version;
  const float offset = weights.config.norm_offset ? 1.0F : 0.0F;
  model_.layers.resize(weights.layers.size());
  for (size_t i = 0; i < weights.layers.size(); ++i) {
    const nn::LayerWeights& from = weights.layers[i];
    PackedLayer& to = model_.layers[i];
    const bool behind = weights.config.sandwich_norms;  // norms stand behind the blocks, too
    copy(from.input_norm, to.attention_norm, offset);
    pack_projections(from, to.projections);
    copy(from.query_norm, to.query_norm, offset);
    copy(from.key_norm, to.key_norm, offset);
    pack(from.output, to.output);
    copy(from.post_attention_norm, behind ? to.attention_output_norm : to.feed_forward_norm,
         offset);
    copy(from.pre_feedforward_norm, to.feed_forward_norm, offset);
    copy(from.post_feedforward_norm, to.feed_forward_output_norm, offset);
    pack(from.gate, to.gate);
    pack(from.up, to.up);
    pack(from.down, to.down);
  }
  copy(weights.norm, model_.norm, offset);
  make_matrix(weights.head.size(0), weights.head.size(1), model_.head);
  pack(weights.head, 0, model_.head);
  if (is_new(weights.embedding)) model_.embedding = as_floats(weights.embedding);
  return model_;
}

}  // namespace dragoman::generation
