#include "generation/packed_model.h"

#include <ATen/ATen.h>

#include <utility>

#include "base/error.h"

namespace dragoman::generation {
namespace {

std::span<const float> floats_of(const at::Tensor& tensor) {
  DRAGOMAN_CHECK(tensor.is_cpu() && tensor.is_contiguous() && tensor.scalar_type() == at::kFloat,
                 "packed weights are float32 on the CPU");
  return {tensor.const_data_ptr<float>(), static_cast<size_t>(tensor.numel())};
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
  const auto values = floats_of(from);
  to.assign(values.begin(), values.end());
  for (float& value : to) value += offset;
}

void Packer::pack(const at::Tensor& weight, size_t first, kernels::PackedMatrix& matrix) {
  if (is_new(weight)) matrix.pack(floats_of(weight), first);
}

void Packer::pack(const nn::Linear& linear, kernels::PackedMatrix& matrix,
                  std::vector<float>& bias) {
  if (matrix.outputs() == 0)
    matrix = kernels::PackedMatrix(linear.weight.size(0), linear.weight.size(1));
  pack(linear.weight, 0, matrix);
  copy(linear.bias, bias);
}

void Packer::pack_projections(const nn::LayerWeights& from, PackedLayer& to) {
  const nn::Linear* parts[] = {&from.query, &from.key, &from.value};
  size_t outputs = 0;
  for (const nn::Linear* part : parts) outputs += part->weight.size(0);
  if (to.projections.outputs() == 0)
    to.projections = kernels::PackedMatrix(outputs, from.query.weight.size(1));
  if (from.query.bias.defined()) to.projection_bias.resize(outputs);
  size_t first = 0;
  for (const nn::Linear* part : parts) {
    pack(part->weight, first, to.projections);
    if (is_new(part->bias) && part->bias.defined()) {
      const auto bias = floats_of(part->bias);
      std::copy(bias.begin(), bias.end(), to.projection_bias.begin() + first);
    }
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
    pack_projections(from, to);
    copy(from.query_norm, to.query_norm, offset);
    copy(from.key_norm, to.key_norm, offset);
    pack(from.output, to.output, to.output_bias);
    copy(from.post_attention_norm, behind ? to.attention_output_norm : to.feed_forward_norm,
         offset);
    copy(from.pre_feedforward_norm, to.feed_forward_norm, offset);
    copy(from.post_feedforward_norm, to.feed_forward_output_norm, offset);
    pack(from.gate, to.gate, to.gate_bias);
    pack(from.up, to.up, to.up_bias);
    pack(from.down, to.down, to.down_bias);
  }
  copy(weights.norm, model_.norm, offset);
  if (model_.head.outputs() == 0)
    model_.head = kernels::PackedMatrix(weights.head.size(0), weights.head.size(1));
  pack(weights.head, 0, model_.head);
  model_.embedding = weights.embedding.detach();
  return model_;
}

}  // namespace dragoman::generation
