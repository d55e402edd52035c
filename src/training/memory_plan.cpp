#include "training/memory_plan.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "checkpoints/lora_config.h"
#include "checkpoints/parameters.h"

namespace dragoman::training {
namespace {

using checkpoints::ModelConfig;

constexpr double kFloat = 4.0;                        // bytes
constexpr double kProgram = 260.0 * 1024.0 * 1024.0;  // libraries, tokenizer, buffers
constexpr double kLogitsAtOnce = 64.0 * 1024.0 * 1024.0;
constexpr double kLogitsKept = 64.0 * 1024.0 * 1024.0;  // numbers

// Weights that are trained: all, or the matrices of an adapter.
double trained_parameters(const Recipe& recipe, const ModelConfig& model) {
  if (!recipe.model.use_peft) return static_cast<double>(checkpoints::parameter_count(model));
  const auto rank = static_cast<double>(recipe.model.lora_r.value_or(16));
  double sum = 0.0;
  checkpoints::visit_parameters(model, [&](const checkpoints::Parameter& parameter) {
    if (checkpoints::is_linear(parameter))
      sum += rank * static_cast<double>(parameter.shape[0] + parameter.shape[1]);
  });
  return sum;
}

// The linear layers, which an adapter in training keeps a second time with its product added.
double merged_parameters(const Recipe& recipe, const ModelConfig& model) {
  double sum = 0.0;
  if (!recipe.model.use_peft) return sum;
  checkpoints::visit_parameters(model, [&](const checkpoints::Parameter& parameter) {
    if (checkpoints::is_linear(parameter))
      sum += static_cast<double>(parameter.shape[0]) * static_cast<double>(parameter.shape[1]);
  });
  return sum;
}

double moment_bytes(const std::string& optim) {
  static const std::map<std::string, double> kBytes = {{"adamw", 8.0}, {"adamw_8bit", 2.0}};
  const auto found = kBytes.find(optim);
  return found == kBytes.end() ? 0.0 : found->second;
}

double bytes_of_drawing(const std::string& format) {
  return format == "int8" ? 1.0 : format == "bfloat16" ? 2.0 : kFloat;
}

// Numbers that one layer keeps of a token for the backward pass (passes/layer.h).
double kept_by_a_layer(const ModelConfig& model) {
  const int64_t heads = 2 * model.query_size() + 2 * model.key_value_size();
  const int64_t plain = model.query_key_norm ? model.query_size() + model.key_value_size() : 0;
  const int64_t streams = (model.sandwich_norms ? 4 : 2) * model.hidden_size;
  return static_cast<double>(streams + heads + plain + model.num_attention_heads +
                             2 * model.intermediate_size);
}

// And that the backward pass of one layer works with: gradients, and what its linear layers read.
double worked_by_a_layer(const ModelConfig& model) {
  return static_cast<double>(6 * model.hidden_size + 3 * model.query_size() +
                             2 * model.key_value_size() + 3 * model.intermediate_size);
}

double activation_bytes(const Recipe& recipe, const ModelConfig& model) {
  const auto layers = static_cast<double>(model.num_hidden_layers);
  const auto hidden = static_cast<double>(model.hidden_size);
  const double kept = recipe.trainer.gradient_checkpointing
                          ? layers * hidden + kept_by_a_layer(model)
                          : layers * kept_by_a_layer(model);
  return kFloat * static_cast<double>(recipe.trainer.max_tokens_per_batch) *
         (kept + worked_by_a_layer(model) + 7.0 * hidden);  // the ends, with their gradients
}

// One layer's weights in the order in which they are multiplied with.
double panel_bytes(const ModelConfig& model) {
  return kFloat * static_cast<double>(model.hidden_size *
                                      (2 * model.query_size() + 2 * model.key_value_size() +
                                       3 * model.intermediate_size));
}

// The logits that stay for the backward pass, and those at work (passes/head.h).
double logit_bytes(const Recipe& recipe, const ModelConfig& model) {
  const auto rows = static_cast<double>(recipe.trainer.max_tokens_per_batch);
  return kFloat * std::min(rows * static_cast<double>(model.vocab_size), kLogitsKept) +
         kLogitsAtOnce;
}

// Keys and values of all completions that are drawn together.
double cache_bytes(const Recipe& recipe, const ModelConfig& model) {
  if (recipe.kind != "rl") return 0.0;
  const auto tokens = static_cast<double>(recipe.trainer.sequences_per_step() *
                                          recipe.rl.sampling.max_completion_length);
  return kFloat * tokens * 2.0 * static_cast<double>(model.key_value_size()) *
         static_cast<double>(model.num_hidden_layers);
}

bool has_reference(const Recipe& recipe) {
  if (recipe.model.use_peft) return false;
  if (recipe.kind == "rl") return recipe.algorithm.algorithm.make()->needs_reference();
  return recipe.kind == "preference" && recipe.preference.loss.make()->needs_reference();
}

}  // namespace

std::vector<PlannedMemory> plan_memory(const Recipe& recipe, const ModelConfig& model, bool draws) {
  const auto all = static_cast<double>(checkpoints::parameter_count(model));
  const double trained = trained_parameters(recipe, model);
  const bool own_critic = recipe.kind == "rl" && recipe.critic.model == "own" &&
                          recipe.algorithm.algorithm.make()->needs_values();
  const std::string format =
      recipe.rl.quantization == "none" ? recipe.model.dtype : recipe.rl.quantization;
  const double moments = moment_bytes(recipe.trainer.optim);
  std::vector<PlannedMemory> plan = {
      {"program", kProgram},
      {"weights", kFloat * (all + (recipe.model.use_peft ? trained : 0.0))},
      {"merged", kFloat * merged_parameters(recipe, model)},
      {"gradients", kFloat * trained},
      {"moments", moments * trained},
      {"average", recipe.trainer.ema_decay > 0.0 ? kFloat * trained : 0.0},
      {"reference", has_reference(recipe) ? kFloat * all : 0.0},
      {"critic", own_critic ? (2.0 * kFloat + moments) * all : 0.0},
      {"drawing", draws ? bytes_of_drawing(format) * all : 0.0},
      {"keys and values", draws ? cache_bytes(recipe, model) : 0.0},
      {"activations", activation_bytes(recipe, model)},
      {"panels", panel_bytes(model)},
      {"logits", logit_bytes(recipe, model)}};
  std::erase_if(plan, [](const PlannedMemory& one) { return one.bytes == 0.0; });
  return plan;
}

double total_bytes(const std::vector<PlannedMemory>& plan) {
  double sum = 0.0;
  for (const PlannedMemory& one : plan) sum += one.bytes;
  return sum;
}

std::optional<ModelConfig> planned_model(const Recipe& recipe) {
  const Path& checkpoint = recipe.model.checkpoint;
  if (checkpoint.empty())
    return checkpoints::parse_model_config(recipe.model.config_json(recipe.tokenizer.vocab_size, 0),
                                           "model");
  const Path file = checkpoint / "config.json";
  if (!std::filesystem::exists(file) || checkpoints::is_adapter(checkpoint)) return std::nullopt;
  return checkpoints::parse_model_config(parse_json(read_file(file), file.string()), file.string());
}

}  // namespace dragoman::training
