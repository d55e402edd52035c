#include "nn/weights.h"

#include <ATen/ATen.h>

#include <cmath>

#include "base/random.h"

namespace dragoman::nn {
namespace {

struct LinearShape {
  int64_t out;
  int64_t in;
  bool bias;
};

void visit_linear(const std::string& name, Linear& linear, LinearShape shape,
                  const WeightVisitor& visit) {
  visit(name + ".weight", linear.weight, {shape.out, shape.in});
  if (shape.bias) visit(name + ".bias", linear.bias, {shape.out});
}

void visit_layer(const std::string& prefix, LayerWeights& layer, const ModelConfig& config,
                 const WeightVisitor& visit) {
  const int64_t width = config.hidden_size;
  const int64_t inner = config.intermediate_size;
  const bool bias = config.query_key_value_bias;
  const std::string attention = prefix + "self_attn.";
  visit(prefix + "input_layernorm.weight", layer.input_norm, {width});
  visit_linear(attention + "q_proj", layer.query, {config.query_size(), width, bias}, visit);
  visit_linear(attention + "k_proj", layer.key, {config.key_value_size(), width, bias}, visit);
  visit_linear(attention + "v_proj", layer.value, {config.key_value_size(), width, bias}, visit);
  visit_linear(attention + "o_proj", layer.output, {width, config.query_size(), config.output_bias},
               visit);
  if (config.query_key_norm) {
    visit(attention + "q_norm.weight", layer.query_norm, {config.head_dim});
    visit(attention + "k_norm.weight", layer.key_norm, {config.head_dim});
  }
  visit(prefix + "post_attention_layernorm.weight", layer.post_attention_norm, {width});
  if (config.sandwich_norms) {
    visit(prefix + "pre_feedforward_layernorm.weight", layer.pre_feedforward_norm, {width});
    visit(prefix + "post_feedforward_layernorm.weight", layer.post_feedforward_norm, {width});
  }
  visit_linear(prefix + "mlp.gate_proj", layer.gate, {inner, width, config.mlp_bias}, visit);
  visit_linear(prefix + "mlp.up_proj", layer.up, {inner, width, config.mlp_bias}, visit);
  visit_linear(prefix + "mlp.down_proj", layer.down, {width, inner, config.mlp_bias}, visit);
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
  visit("model.embed_tokens.weight", weights.embedding, {config.vocab_size, config.hidden_size});
  for (size_t i = 0; i < weights.layers.size(); ++i)
    visit_layer("model.layers." + std::to_string(i) + ".", weights.layers[i], config, visit);
  visit("model.norm.weight", weights.norm, {config.hidden_size});
  if (!config.tie_word_embeddings)
    visit("lm_head.weight", weights.head, {config.vocab_size, config.hidden_size});
  else
    weights.head = weights.embedding;
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
