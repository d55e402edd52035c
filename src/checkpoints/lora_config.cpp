#include "checkpoints/lora_config.h"

#include <cmath>

#include "base/error.h"
#include "checkpoints/config_reader.h"
#include "text/regex.h"

namespace dragoman::checkpoints {
namespace {

constexpr const char* kTorchWeights = "adapter_model.bin";

void refuse_unsupported(const ConfigReader& reader) {
  const std::string type = reader.get<std::string>("peft_type", "LORA");
  if (type != "LORA")
    throw_input("{}: peft_type '{}' is not supported, only LORA", reader.where(), type);
  reader.refuse(reader.get("use_dora", false), "use_dora", "DoRA");
  reader.refuse(reader.get<std::string>("bias", "none") != "none", "bias", "trained biases");
  reader.refuse(reader.get("lora_bias", false), "lora_bias", "trained biases");
  reader.refuse(reader.get("fan_in_fan_out", false), "fan_in_fan_out", "transposed matrices");
  reader.refuse(reader.has("layer_replication"), "layer_replication", "repeated layers");
}

// One text or a list of them.
std::vector<std::string> names(const ConfigReader& reader, const char* key) {
  if (reader.has(key) && reader.json()[key].is_string()) return {reader.get<std::string>(key, "")};
  return reader.get<std::vector<std::string>>(key, {});
}

}  // namespace

double LoraConfig::scale(const std::string& module, int64_t pair_rank,
                         const std::string& where) const {
  double chosen = alpha;
  for (const auto& [pattern, by_pattern] : alpha_pattern) {
    // PEFT's rule: the first pattern that the end of the module's name matches
    const text::Regex regex("\\A(.*\\.)?(" + pattern + ")$", text::Regex::Syntax::kOniguruma,
                            where + ": alpha_pattern");
    text::Regex::Match match;
    if (!regex.find(module, 0, match)) continue;
    chosen = by_pattern;
    break;
  }
  const auto size = static_cast<double>(pair_rank);
  return chosen / (rank_stabilised ? std::sqrt(size) : size);
}

LoraConfig read_lora_config(const Path& folder) {
  const std::string where = (folder / kAdapterConfig).string();
  LoraConfig config;
  config.source = parse_json(read_file(where), where);
  if (!config.source.is_object()) throw_input("{}: a JSON object was expected", where);
  const ConfigReader reader(config.source, where);
  refuse_unsupported(reader);
  config.base = reader.get("base_model_name_or_path", config.base);
  config.rank = reader.size("r", config.rank);
  config.alpha = reader.get("lora_alpha", config.alpha);
  config.dropout = reader.get("lora_dropout", config.dropout);
  config.rank_stabilised = reader.get("use_rslora", false);
  config.target_modules = names(reader, "target_modules");
  config.modules_to_save = names(reader, "modules_to_save");
  config.alpha_pattern = reader.get("alpha_pattern", config.alpha_pattern);
  return config;
}

Path adapter_weights(const Path& folder) {
  for (const char* name : {kAdapterWeights, kTorchWeights})
    if (std::filesystem::exists(folder / name)) return folder / name;
  throw_input("{}: neither {} nor {} here", folder.string(), kAdapterWeights, kTorchWeights);
}

Json to_json(const LoraConfig& config) {
  Json json = config.source;
  json.emplace("peft_type", "LORA");
  json.emplace("task_type", "CAUSAL_LM");
  json["base_model_name_or_path"] = config.base;
  json["r"] = config.rank;
  json["lora_alpha"] = config.alpha;
  json["lora_dropout"] = config.dropout;
  json["use_rslora"] = config.rank_stabilised;
  json["target_modules"] = config.target_modules;
  json["modules_to_save"] = config.modules_to_save.empty() ? Json() : Json(config.modules_to_save);
  json.emplace("bias", "none");
  json.emplace("fan_in_fan_out", false);
  json.emplace("use_dora", false);
  json["inference_mode"] = true;
  return json;
}

bool is_adapter(const Path& folder) {
  return std::filesystem::exists(folder / kAdapterConfig) &&
         !std::filesystem::exists(folder / "config.json");
}

Path adapter_base(const Path& adapter, const std::string& remedy) {
  const std::string name = read_lora_config(adapter).base;
  for (const Path& folder : {Path(name), adapter / name})
    if (!name.empty() && std::filesystem::exists(folder / "config.json")) return folder;
  throw_input("{}: the base model '{}' is no folder here; {}", (adapter / kAdapterConfig).string(),
              name, remedy);
}

}  // namespace dragoman::checkpoints
