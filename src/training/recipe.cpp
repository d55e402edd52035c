#include "training/recipe.h"

#include <fmt/core.h>

#include <algorithm>

#include "checkpoints/lora_config.h"
#include "training/kind.h"
#include "training/loop.h"
#include "training/taught.h"

namespace dragoman::training {
namespace {

constexpr const char* kMeaningAccuracy = "meaning_accuracy";

// Metrics that an evaluation of this recipe has.
bool is_measured(const Recipe& recipe, const std::string& name) {
  const auto& own = find_kind(recipe.kind).measures;
  if (!own.empty()) return std::find(own.begin(), own.end(), name) != own.end();
  if (recipe.world && !recipe.world->questions && name == kMeaningAccuracy) return true;
  const auto& metrics = recipe.evaluation.measure.metrics;
  return std::any_of(metrics.begin(), metrics.end(), [&](const evaluation::MetricConfig& metric) {
    return metric.metric.name() == name;
  });
}

// An adapter that is trained on has these in its own adapter_config.json.
void refuse_settings(const ModelSection& model, config::Problems& problems) {
  const auto refuse = [&](const char* key, bool given) {
    if (given)
      problems.add(key, fmt::format("is for a fresh adapter; {} is one and keeps its own settings: "
                                    "remove the key",
                                    model.checkpoint.string()));
  };
  refuse("lora_r", model.lora_r.has_value());
  refuse("lora_alpha", model.lora_alpha.has_value());
  refuse("lora_dropout", model.lora_dropout.has_value());
  refuse("lora_target_modules", model.lora_target_modules.has_value());
  refuse("use_rslora", model.use_rslora.has_value());
  refuse("lora_modules_to_save", model.lora_modules_to_save.has_value());
}

}  // namespace

std::vector<data::Row> WorldSection::rows(const worlds::World& made, worlds::Split split,
                                          int64_t count) const {
  if (questions) return worlds::question_rows(made, questions->request(split, count));
  return worlds::rows(made, request(split, count));
}

worlds::RowRequest WorldSection::request(worlds::Split split, int64_t count) const {
  worlds::RowRequest request{.count = count,
                             .split = split,
                             .source_language = source_language,
                             .target_language = target_language,
                             .directions = directions};
  if (split == worlds::Split::kTrain) request.direction_rows = direction_rows;
  if (directions.empty())
    for (const auto& [direction, rows] : direction_rows) request.directions.push_back(direction);
  return request;
}

int64_t WorldSection::training_rows() const {
  if (questions) return questions->training_rows();
  if (direction_rows.empty()) return train_rows;
  int64_t all = 0;
  for (const auto& [direction, rows] : direction_rows) all += rows;
  return all;
}

void ModelSection::validate(config::Problems& problems) const {
  if (use_peft && checkpoint.empty())
    problems.add("use_peft", "needs a checkpoint that the adapter is for");
  if (use_peft && lora()->target_modules.empty() && lora()->modules_to_save.empty())
    problems.add("lora_target_modules", "is empty: nothing would be trained");
  const bool adapts = use_peft || checkpoints::is_adapter(checkpoint);
  if (adapts && !trainable_modules.empty())
    problems.add("trainable_modules",
                 "is for whole weights; an adapter's modules are lora_target_modules");
  if (checkpoints::is_adapter(checkpoint)) refuse_settings(*this, problems);
  if (!checkpoint.empty()) return;
  if (hidden_size % num_attention_heads != 0)
    problems.add("hidden_size", "is not a multiple of num_attention_heads");
  else if (hidden_size / num_attention_heads % 2 != 0)
    problems.add("hidden_size", "gives every head an odd width, which rotary positions can't have");
  if (num_attention_heads % num_key_value_heads != 0)
    problems.add("num_key_value_heads", "does not divide num_attention_heads");
}

std::optional<episodes::LoraSettings> ModelSection::lora() const {
  if (!use_peft) return std::nullopt;
  episodes::LoraSettings settings;
  settings.r = lora_r.value_or(settings.r);
  settings.alpha = lora_alpha.value_or(settings.alpha);
  settings.dropout = lora_dropout.value_or(settings.dropout);
  settings.use_rslora = use_rslora.value_or(settings.use_rslora);
  settings.target_modules = lora_target_modules.value_or(settings.target_modules);
  settings.modules_to_save = lora_modules_to_save.value_or(settings.modules_to_save);
  return settings;
}

Json ModelSection::config_json(int64_t vocab_size, TokenId end_token) const {
  return {{"model_type", model_type},
          {"vocab_size", vocab_size},
          {"hidden_size", hidden_size},
          {"intermediate_size", intermediate_size},
          {"num_hidden_layers", num_hidden_layers},
          {"num_attention_heads", num_attention_heads},
          {"num_key_value_heads", num_key_value_heads},
          {"head_dim", hidden_size / num_attention_heads},
          {"max_position_embeddings", max_position_embeddings},
          {"rope_theta", rope_theta},
          {"rms_norm_eps", 1e-6},
          {"initializer_range", initializer_range},
          {"tie_word_embeddings", tie_word_embeddings},
          {"eos_token_id", end_token}};
}

std::string Recipe::best_metric() const {
  const std::string& named = evaluation.metric_for_best_model;
  return named.empty() ? find_kind(kind).best_metric : named;
}

void Recipe::validate(config::Problems& problems) const {
  const bool elsewhere = kind == "pretrain" && pretrain.has_own_data();
  if (!world && !data && !elsewhere)
    problems.add("data", "is missing: where do the sentence pairs come from?");
  if (world && data) problems.add("data", "and world are both given; keep one");
  if (data && !eval_data)
    problems.add("eval_data", "is missing: the best checkpoint is chosen by it");
  for (const std::string& name : {best_metric(), evaluation.witness})
    if (!name.empty() && name != kLastIsBest && !is_measured(*this, name))
      problems.add("evaluation", fmt::format("does not measure {}", name));
  if (candidates && !find_kind(kind).takes_candidates)
    problems.add("candidates", fmt::format("are nothing that kind {} learns from", kind));
  if (candidates && candidates->chosen != "best" && kind != "preference")
    problems.add("candidates", "has chosen = \"refinement\", which kind preference alone reads");
  validate_oracle(*this, problems);
  if (!tool.empty() && kind != "rl" && kind != "sft")
    problems.add(
        "tool", fmt::format("is nothing that kind {} uses; rl and sft (on its dev rows) do", kind));
  if (tool_price && kind != "rl")
    problems.add("tool_price", fmt::format("is nothing that kind {} uses; kind rl does", kind));
  if (!tool.empty() && candidates)
    problems.add("candidates", "are drawn without tools; remove the one or the other");
  if (candidates && reward.empty())
    problems.add("candidates", "are judged by rewards, and there is no [[reward]]");
  find_kind(kind).validate(*this, problems);
}

}  // namespace dragoman::training
