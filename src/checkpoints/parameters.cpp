#include "checkpoints/parameters.h"

namespace dragoman::checkpoints {
namespace {

struct LinearShape {
  std::string_view weight, bias;
  int64_t out, in;
  bool biased;
};

void visit_linear(int64_t layer, const LinearShape& linear,
                  const std::function<void(const Parameter&)>& visit) {
  visit({layer, linear.weight, {linear.out, linear.in}});
  if (linear.biased) visit({layer, linear.bias, {linear.out}});
}

#define LINEAR(name) name ".weight", name ".bias"

void visit_attention(const ModelConfig& config, int64_t layer,
                     const std::function<void(const Parameter&)>& visit) {
  const int64_t width = config.hidden_size;
  const int64_t query = config.query_size();
  const int64_t key = config.key_value_size();
  const bool bias = config.query_key_value_bias;
  visit_linear(layer, {LINEAR("self_attn.q_proj"), query, width, bias}, visit);
  visit_linear(layer, {LINEAR("self_attn.k_proj"), key, width, bias}, visit);
  visit_linear(layer, {LINEAR("self_attn.v_proj"), key, width, bias}, visit);
  visit_linear(layer, {LINEAR("self_attn.o_proj"), width, query, config.output_bias}, visit);
  if (!config.query_key_norm) return;
  visit({layer, "self_attn.q_norm.weight", {config.head_dim}});
  visit({layer, "self_attn.k_norm.weight", {config.head_dim}});
}

void visit_layer(const ModelConfig& config, int64_t layer,
                 const std::function<void(const Parameter&)>& visit) {
  const int64_t width = config.hidden_size;
  const int64_t inner = config.intermediate_size;
  const bool bias = config.mlp_bias;
  visit({layer, "input_layernorm.weight", {width}});
  visit_attention(config, layer, visit);
  visit({layer, "post_attention_layernorm.weight", {width}});
  if (config.sandwich_norms) {
    visit({layer, "pre_feedforward_layernorm.weight", {width}});
    visit({layer, "post_feedforward_layernorm.weight", {width}});
  }
  visit_linear(layer, {LINEAR("mlp.gate_proj"), inner, width, bias}, visit);
  visit_linear(layer, {LINEAR("mlp.up_proj"), inner, width, bias}, visit);
  visit_linear(layer, {LINEAR("mlp.down_proj"), width, inner, bias}, visit);
}

#undef LINEAR

}  // namespace

std::string Parameter::name() const {
  const std::string text(part);
  return layer < 0 ? text : "model.layers." + std::to_string(layer) + "." + text;
}

int64_t Parameter::size() const {
  int64_t product = 1;
  for (const int64_t extent : shape) product *= extent;
  return product;
}

void visit_parameters(const ModelConfig& config,
                      const std::function<void(const Parameter&)>& visit) {
  const int64_t width = config.hidden_size;
  visit({-1, "model.embed_tokens.weight", {config.vocab_size, width}});
  for (int64_t layer = 0; layer < config.num_hidden_layers; ++layer)
    visit_layer(config, layer, visit);
  visit({-1, "model.norm.weight", {width}});
  if (config.language_head && !config.tie_word_embeddings)
    visit({-1, "lm_head.weight", {config.vocab_size, width}});
  if (config.score_head) visit({-1, "score.weight", {1, width}});
}

int64_t parameter_count(const ModelConfig& config) {
  int64_t count = 0;
  visit_parameters(config, [&](const Parameter& parameter) { count += parameter.size(); });
  return count;
}

bool is_linear(const Parameter& parameter) {
  return parameter.layer >= 0 && parameter.shape.size() == 2;
}

}  // namespace dragoman::checkpoints
