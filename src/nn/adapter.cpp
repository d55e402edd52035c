#include "nn/adapter.h"

#include <ATen/ATen.h>

#include <map>

#include "base/error.h"
#include "checkpoints/lora_config.h"
#include "checkpoints/safetensors.h"
#include "nn/checkpoint.h"

namespace dragoman::nn {
namespace {

constexpr std::string_view kPrefix = "base_model.model.";

class Adapter {
 public:
  Adapter(Weights& weights, const Path& folder)
      : folder_(folder),
        config_(checkpoints::read_lora_config(folder)),
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
    const Path path = folder / checkpoints::kAdapterWeights;
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
    at::Tensor change = at::mm(b, a).mul_(config_.scale(module, a.size(0), folder_.string()));
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
  checkpoints::LoraConfig config_;
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
