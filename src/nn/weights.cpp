#include "nn/weights.h"

#include <ATen/ATen.h>

#include <cmath>
#include <unordered_map>

#include "base/error.h"
#include "base/random.h"
#include "checkpoints/parameters.h"

namespace dragoman::nn {
namespace {

using Member = at::Tensor& (*)(LayerWeights&);

// Where a layer keeps its parameter of that name.
at::Tensor& member(LayerWeights& layer, std::string_view part) {
#define LINEAR(name, field)                                                          \
  {name ".weight", [](LayerWeights& l) -> at::Tensor& { return l.field.weight; }}, { \
    name ".bias", [](LayerWeights& l) -> at::Tensor& { return l.field.bias; }        \
  }
#define NORM(name, field)                                                  \
  {                                                                        \
    name ".weight", [](LayerWeights& l) -> at::Tensor& { return l.field; } \
  }
  static const std::unordered_map<std::string_view, Member> members{
      LINEAR("self_attn.q_proj", query),
      LINEAR("self_attn.k_proj", key),
      LINEAR("self_attn.v_proj", value),
      LINEAR("self_attn.o_proj", output),
      LINEAR("mlp.gate_proj", gate),
      LINEAR("mlp.up_proj", up),
      LINEAR("mlp.down_proj", down),
      NORM("self_attn.q_norm", query_norm),
      NORM("self_attn.k_norm", key_norm),
      NORM("input_layernorm", input_norm),
      NORM("post_attention_layernorm", post_attention_norm),
      NORM("pre_feedforward_layernorm", pre_feedforward_norm),
      NORM("post_feedforward_layernorm", post_feedforward_norm)};
#undef LINEAR
#undef NORM
  const auto found = members.find(part);
  DRAGOMAN_CHECK(found != members.end(), "a layer keeps every parameter it has");
  return found->second(layer);
}

at::Tensor& slot(Weights& weights, const checkpoints::Parameter& parameter) {
  if (parameter.layer >= 0)
    return member(weights.layers[static_cast<size_t>(parameter.layer)], parameter.part);
  if (parameter.part == "model.embed_tokens.weight") return weights.embedding;
  return parameter.part == "model.norm.weight" ? weights.norm : weights.head;
}

at::Tensor initial_value(const std::string& name, const std::vector<int64_t>& shape,
                         const ModelConfig& config, const Rng& rng) {
  if (shape.size() == 1)
    return name.ends_with(".bias") || config.norm_offset ? at::zeros(shape) : at::ones(shape);
  double deviation = config.initializer_range;
  if (name.ends_with("o_proj.weight") || name.ends_with("down_proj.weight"))
    deviation /= std::sqrt(2.0 * static_cast<double>(config.num_hidden_layers));
  at::Tensor tensor = at::empty(shape);
  Rng stream = rng.derive(name);
  float* values = tensor.data_ptr<float>();
  for (int64_t i = 0; i < tensor.numel(); ++i)
    values[i] = static_cast<float>(deviation * stream.normal());
  return tensor;
}

}  // namespace

void visit_weights(Weights& weights, const WeightVisitor& visit) {
  const ModelConfig& config = weights.config;
  weights.layers.resize(static_cast<size_t>(config.num_hidden_layers));
  checkpoints::visit_parameters(config, [&](const checkpoints::Parameter& parameter) {
    visit(parameter.name(), slot(weights, parameter), parameter.shape);
  });
  if (config.tie_word_embeddings) weights.head = weights.embedding;
}

Weights make_weights(const ModelConfig& config, uint64_t seed) {
  Weights weights;
  weights.config = config;
  const Rng rng = Rng(seed).derive("weights");
  const at::Device device = best_device();
  visit_weights(weights,
                [&](const std::string& name, at::Tensor& tensor, std::vector<int64_t> shape) {
                  tensor = initial_value(name, shape, config, rng).to(device);
                });
  return weights;
}

Weights cast_matrices(const Weights& weights, at::ScalarType dtype) {
  Weights cast = weights;
  visit_weights(cast,
                [&](const std::string&, at::Tensor& tensor, const std::vector<int64_t>& shape) {
                  if (shape.size() >= 2) tensor = tensor.detach().to(dtype);
                });
  const bool exact = weights.config.dtype == "bfloat16" && dtype == at::kBFloat16;
  if (!exact) cast.embedding = weights.embedding;
  return cast;
}

at::Device best_device() { return at::hasCUDA() ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU); }

}  // namespace dragoman::nn
