#include "nn/weights.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/random.h"
#include "checkpoints/parameters.h"

namespace dragoman::nn {
namespace {

constexpr std::pair<std::string_view, Linear LayerWeights::*> kLinears[] = {
    {"self_attn.q_proj", &LayerWeights::query}, {"self_attn.k_proj", &LayerWeights::key},
    {"self_attn.v_proj", &LayerWeights::value}, {"self_attn.o_proj", &LayerWeights::output},
    {"mlp.gate_proj", &LayerWeights::gate},     {"mlp.up_proj", &LayerWeights::up},
    {"mlp.down_proj", &LayerWeights::down}};

constexpr std::pair<std::string_view, at::Tensor LayerWeights::*> kNorms[] = {
    {"self_attn.q_norm", &LayerWeights::query_norm},
    {"self_attn.k_norm", &LayerWeights::key_norm},
    {"input_layernorm", &LayerWeights::input_norm},
    {"post_attention_layernorm", &LayerWeights::post_attention_norm},
    {"pre_feedforward_layernorm", &LayerWeights::pre_feedforward_norm},
    {"post_feedforward_layernorm", &LayerWeights::post_feedforward_norm}};

// Where a layer keeps its parameter of that name.
at::Tensor& member(LayerWeights& layer, std::string_view part) {
  const size_t dot = part.rfind('.');
  const std::string_view module = part.substr(0, dot);
  for (const auto& [name, field] : kLinears) {
    if (name != module) continue;
    return part.substr(dot) == ".bias" ? (layer.*field).bias : (layer.*field).weight;
  }
  const auto* norm = std::find_if(std::begin(kNorms), std::end(kNorms),
                                  [&](const auto& entry) { return entry.first == module; });
  DRAGOMAN_CHECK(norm != std::end(kNorms), "a layer keeps every parameter it has");
  return layer.*norm->second;
}

at::Tensor& slot(Weights& weights, const checkpoints::Parameter& parameter) {
  if (parameter.layer >= 0)
    return member(weights.layers[static_cast<size_t>(parameter.layer)], parameter.part);
  if (parameter.part == "model.embed_tokens.weight") return weights.embedding;
  if (parameter.part == "score.weight") return weights.score;
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
  if (config.tie_word_embeddings && config.language_head) weights.head = weights.embedding;
}

void visit_linears(Weights& weights,
                   const std::function<void(const std::string& module, Linear& linear)>& visit) {
  for (size_t i = 0; i < weights.layers.size(); ++i)
    for (const auto& [name, field] : kLinears)
      visit(fmt::format("model.layers.{}.{}", i, name), weights.layers[i].*field);
}

bool wants_gradients(const LayerWeights& layer) {
  const auto wants = [](const at::Tensor& tensor) {
    return tensor.defined() && tensor.requires_grad();
  };
  const bool linear = std::any_of(std::begin(kLinears), std::end(kLinears), [&](const auto& entry) {
    const Linear& one = layer.*entry.second;
    return wants(one.weight) || wants(one.bias) || wants(one.change.a);
  });
  return linear || std::any_of(std::begin(kNorms), std::end(kNorms),
                               [&](const auto& entry) { return wants(layer.*entry.second); });
}

Linear* find_linear(Weights& weights, const std::string& module) {
  Linear* found = nullptr;
  visit_linears(weights, [&](const std::string& name, Linear& linear) {
    if (name == module) found = &linear;
  });
  return found;
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

void add_score_head(Weights& weights, bool keeps_language_head, uint64_t seed) {
  ModelConfig& config = weights.config;
  config.language_head = keeps_language_head;
  if (!keeps_language_head) weights.head = at::Tensor();
  if (config.score_head) return;
  config.score_head = true;
  const Rng rng = Rng(seed).derive("weights");
  weights.score =
      initial_value("score.weight", {1, config.hidden_size}, config, rng).to(weights.device());
}

at::Tensor cast_matrix(const ModelConfig& config, const std::string& name, const at::Tensor& tensor,
                       at::ScalarType dtype) {
  const bool exact = config.dtype == "bfloat16" && dtype == at::kBFloat16;
  const bool looked_up = name == "model.embed_tokens.weight";
  if (tensor.dim() < 2 || (looked_up && !exact)) return tensor;
  return tensor.detach().to(dtype);
}

Weights cast_matrices(const Weights& weights, at::ScalarType dtype) {
  Weights cast = weights;
  visit_weights(cast,
                [&](const std::string& name, at::Tensor& tensor, const std::vector<int64_t>&) {
                  tensor = cast_matrix(weights.config, name, tensor, dtype);
                });
  return cast;
}

at::Device best_device() { return at::hasCUDA() ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU); }

}  // namespace dragoman::nn
