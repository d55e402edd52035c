#include "nn/adapter.h"

#include <ATen/ATen.h>

#include "base/error.h"
#include "checkpoints/tensor_index.h"
#include "nn/checkpoint.h"

namespace dragoman::nn {
namespace {

constexpr std::string_view kPeftPrefix = "base_model.model.";

}  // namespace

Adapter::Adapter(const Path& folder, bool tied)
    : folder_(folder),
      config_(checkpoints::read_lora_config(folder)),
      file_(checkpoints::adapter_weights(folder)),
      tied_(tied) {
  for (const auto& [name, stored] : file_.tensors()) sort(name);
}

// Files the tensor under the weight that it changes.
void Adapter::sort(const std::string& name) {
  if (!name.starts_with(kPeftPrefix)) refuse(name);
  const std::string inner = checkpoints::decoder_name(name.substr(kPeftPrefix.size()));
  const auto file_pair = [&](const char* a, const char* b, bool embedding) {
    if (inner.ends_with(b)) return true;
    if (!inner.ends_with(a)) return false;
    const std::string module = inner.substr(0, inner.rfind(a));
    const std::string stem = name.substr(0, name.rfind(a));
    pairs_[module + ".weight"] = {module, name, stem + b, embedding};
    unused_.insert(module + ".weight");
    return true;
  };
  if (file_pair(".lora_A.weight", ".lora_B.weight", false)) return;
  if (file_pair(".lora_embedding_A", ".lora_embedding_B", true)) return;
  constexpr std::string_view kBase = ".base_layer.weight";  // an adapted module that is saved, too
  std::string weight = inner;
  if (weight.ends_with(kBase))
    weight.replace(weight.size() - kBase.size(), kBase.size(), ".weight");
  whole_[weight] = name;
  unused_.insert(weight);
}

bool Adapter::concerns(const std::string& weight) const {
  return pairs_.contains(weight) || whole_.contains(weight);
}

void Adapter::apply(const std::string& weight, at::Tensor& tensor) {
  if (!concerns(weight)) return;
  if (tied_ && weight == "model.embed_tokens.weight")
    throw_input("{}: {} adapts embeddings that the head shares, which is not supported",
                folder_.string(), weight);
  unused_.erase(weight);
  if (const auto found = whole_.find(weight); found != whole_.end()) replace(found->second, tensor);
  if (const auto found = pairs_.find(weight); found != pairs_.end())
    add_pair(found->second, tensor);
}

void Adapter::check_used() const {
  if (unused_.empty()) return;
  const std::string& weight = *unused_.begin();
  const auto pair = pairs_.find(weight);
  refuse(pair == pairs_.end() ? whole_.at(weight) : pair->second.a);
}

void Adapter::refuse(const std::string& name) const {
  throw_input("{}: the tensor {} is not part of a LoRA adapter of this model", folder_.string(),
              name);
}

at::Tensor Adapter::read(const std::string& name) const {
  const auto found = file_.tensors().find(name);
  if (found == file_.tensors().end())
    throw_input("{}: the tensor {} is missing", folder_.string(), name);
  return as_float(found->second, folder_.string() + ": " + name);
}

void Adapter::add_pair(const Pair& pair, at::Tensor& weight) const {
  const at::Tensor a = read(pair.a);  // [r, in]
  const at::Tensor b = read(pair.b);  // [out, r]
  if (a.dim() != 2 || b.dim() != 2 || a.size(0) != b.size(1)) refuse(pair.a);
  at::Tensor change = at::mm(b, a).mul_(config_.scale(pair.module, a.size(0), folder_.string()));
  if (pair.embedding) change = change.t();  // [in, out]
  if (change.sizes() != weight.sizes()) refuse(pair.a);
  weight.add_(change.to(weight.device()));
}

void Adapter::replace(const std::string& name, at::Tensor& weight) const {
  const at::Tensor tensor = read(name);
  if (tensor.sizes() != weight.sizes()) refuse(name);
  weight.copy_(tensor);
}

void add_adapter(Weights& weights, const std::filesystem::path& folder) {
  const at::NoGradGuard no_gradients;
  Adapter adapter(folder, weights.config.tie_word_embeddings);
  visit_weights(weights, [&](const std::string& name, at::Tensor& tensor,
                             const std::vector<int64_t>&) { adapter.apply(name, tensor); });
  adapter.check_used();
}

}  // namespace dragoman::nn
