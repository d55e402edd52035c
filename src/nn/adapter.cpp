#include "nn/adapter.h"

#include <ATen/ATen.h>

#include <cmath>
#include <map>
#include <regex>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "checkpoints/config_reader.h"
#include "checkpoints/safetensors.h"
#include "nn/checkpoint.h"

namespace dragoman::nn {
namespace {

constexpr std::string_view kPrefix = "base_model.model.";

struct LoraConfig {
  double alpha = 8.0;
  bool rank_stabilised = false;
  std::map<std::string, double> alpha_pattern;  // by a regular expression of the module's name
};

LoraConfig read_config(const Path& path) {
  const Json json = parse_json(read_file(path), path.string());
  if (!json.is_object()) throw_input("{}: a JSON object was expected", path.string());
  const std::string where = path.string();
  const checkpoints::ConfigReader reader(json, where);
  const std::string type = reader.get<std::string>("peft_type", "LORA");
  if (type != "LORA") throw_input("{}: peft_type '{}' is not supported, only LORA", where, type);
  reader.refuse(reader.get("use_dora", false), "use_dora", "DoRA");
  reader.refuse(reader.get<std::string>("bias", "none") != "none", "bias", "trained biases");
  reader.refuse(reader.get("lora_bias", false), "lora_bias", "trained biases");
  reader.refuse(reader.get("fan_in_fan_out", false), "fan_in_fan_out", "transposed matrices");
  reader.refuse(reader.has("layer_replication"), "layer_replication", "repeated layers");
  LoraConfig config;
  config.alpha = reader.get("lora_alpha", config.alpha);
  config.rank_stabilised = reader.get("use_rslora", false);
  config.alpha_pattern = reader.get("alpha_pattern", config.alpha_pattern);
  return config;
}

// PEFT's rule: the first pattern that the end of the module's name matches.
double alpha_of(const LoraConfig& config, const std::string& module, const std::string& where) {
  for (const auto& [pattern, alpha] : config.alpha_pattern) {
    try {
      if (std::regex_match(module, std::regex("(.*\\.)?(" + pattern + ")"))) return alpha;
    } catch (const std::regex_error&) {
      throw_input("{}: alpha_pattern '{}' is no regular expression", where, pattern);
    }
  }
  return config.alpha;
}

class Adapter {
 public:
  Adapter(Weights& weights, const Path& folder)
      : folder_(folder),
        config_(read_config(folder / "adapter_config.json")),
        file_(open(folder)),
        tied_(weights.config.tie_word_embeddings) {
    visit_weights(weights, [this](const std::string& name, at::Tensor& tensor,
                                  const std::vector<int64_t>&) { weights_[name] = &tensor; });
  }

  void add() {
    for (const auto& [name, stored] : file_.tensors()) {
      if (!name.starts_with(kPrefix)) refuse(name);
      const std::string inner = name.substr(kPrefix.size());
      if (inner.ends_with(".lora_A.weight")) {
        add_pair(inner.substr(0, inner.rfind(".lora_A.weight")), ".lora_A.weight",
                 ".lora_B.weight");
      } else if (inner.ends_with(".lora_embedding_A")) {
        add_pair(inner.substr(0, inner.rfind(".lora_embedding_A")), ".lora_embedding_A",
                 ".lora_embedding_B");
      } else if (!inner.ends_with(".lora_B.weight") && !inner.ends_with(".lora_embedding_B")) {
        replace(inner, name);
      }
    }
  }

 private:
  static checkpoints::SafetensorsFile open(const Path& folder) {
    const Path path = folder / "adapter_model.safetensors";
    if (!std::filesystem::exists(path))
      throw_input(
          "{}: no adapter_model.safetensors here (a .bin file is saved anew by PEFT's "
          "save_pretrained)",
          folder.string());
    return checkpoints::SafetensorsFile(path);
  }

  [[noreturn]] void refuse(const std::string& name) const {
    throw_input("{}: the tensor {} is not part of a LoRA adapter of this model", folder_.string(),
                name);
  }

  at::Tensor& target(const std::string& weight, const std::string& name) const {
    const auto found = weights_.find(weight);
    if (found == weights_.end()) refuse(name);
    if (tied_ && weight == "model.embed_tokens.weight")
      throw_input("{}: {} adapts embeddings that the head shares, which is not supported",
                  folder_.string(), name);
    return *found->second;
  }

  at::Tensor read(const std::string& name) const {
    const auto found = file_.tensors().find(name);
    if (found == file_.tensors().end())
      throw_input("{}: the tensor {} is missing", folder_.string(), name);
    return as_float(found->second, folder_.string() + ": " + name);
  }

  void add_pair(const std::string& module, const char* a_name, const char* b_name) {
    const std::string name = std::string(kPrefix) + module;
    at::Tensor& weight = target(module + ".weight", name + a_name);
    const at::Tensor a = read(name + a_name);  // [r, in]
    const at::Tensor b = read(name + b_name);  // [out, r]
    if (a.dim() != 2 || b.dim() != 2 || a.size(0) != b.size(1)) refuse(name + a_name);
    const double rank = static_cast<double>(a.size(0));
    const double alpha = alpha_of(config_, module, folder_.string());
    at::Tensor change =
        at::mm(b, a).mul_(config_.rank_stabilised ? alpha / std::sqrt(rank) : alpha / rank);
    if (std::string_view(a_name).ends_with("_A")) change = change.t();  // embeddings: [in, out]
    if (change.sizes() != weight.sizes()) refuse(name + a_name);
    weight.add_(change.to(weight.device()));
  }

  // A module saved whole, or an adapted one's own weight, which stands before its pair in the map.
  void replace(std::string weight, const std::string& name) {
    constexpr std::string_view kBase = ".base_layer.weight";
    if (weight.ends_with(kBase))
      weight.replace(weight.size() - kBase.size(), kBase.size(), ".weight");
    at::Tensor& old = target(weight, name);
    const at::Tensor tensor = read(name);
    if (tensor.sizes() != old.sizes()) refuse(name);
    old.copy_(tensor);
  }

  const Path& folder_;
  LoraConfig config_;
  checkpoints::SafetensorsFile file_;
  bool tied_;
  std::map<std::string, at::Tensor*> weights_;
};

}  // namespace

void add_adapter(Weights& weights, const std::filesystem::path& folder) {
  const at::NoGradGuard no_gradients;
  Adapter(weights, folder).add();
}

}  // namespace dragoman::nn
