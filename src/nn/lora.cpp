#include "nn/lora.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "base/nearest.h"
#include "checkpoints/weights_file.h"
#include "nn/checkpoint.h"
#include "nn/module_names.h"

namespace dragoman::nn {
namespace {

constexpr const char* kSavedPrefix = "base_model.model.";
constexpr const char* kA = ".lora_A.weight";
constexpr const char* kB = ".lora_B.weight";
constexpr const char* kAllLinear = "all-linear";

at::Tensor fresh_a(int64_t rank, int64_t in, Rng stream) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(in));  // kaiming_uniform, a = sqrt(5)
  at::Tensor a = at::empty({rank, in});
  float* values = a.data_ptr<float>();
  for (int64_t i = 0; i < a.numel(); ++i)
    values[i] = static_cast<float>(bound * (2.0 * stream.uniform() - 1.0));
  return a;
}

at::Tensor trainable_copy(const at::Tensor& tensor, at::Device device) {
  return tensor.detach().to(device, /*non_blocking=*/false, /*copy=*/true).requires_grad_(true);
}

}  // namespace

Lora::Lora(const Weights& base, const checkpoints::LoraConfig& config, const Rng& stream)
    : config_(config), where_("lora_target_modules") {
  take_views(base);
  add_pairs(config, stream);
  for (const std::string& module : config.modules_to_save) add_whole(module);
}

Lora::Lora(const Weights& base, const std::filesystem::path& folder)
    : config_(checkpoints::read_lora_config(folder)), where_(folder.string()) {
  take_views(base);
  const checkpoints::WeightsFile file(checkpoints::adapter_weights(folder));
  const size_t prefix = std::string_view(kSavedPrefix).size();
  for (const auto& [name, stored] : file.tensors()) {
    if (!name.ends_with(kA)) continue;
    const std::string stem = name.substr(0, name.rfind(kA));
    const auto other = file.tensors().find(stem + kB);
    if (!name.starts_with(kSavedPrefix) || other == file.tensors().end())
      throw_input("{}: the tensor {} is not half of a pair that can be trained", where_, name);
    add_pair(stem.substr(prefix), as_float(stored, where_), as_float(other->second, where_));
  }
  for (const std::string& module : config_.modules_to_save) add_whole(module);
  load(folder);
}

void Lora::take_views(const Weights& base) {
  base_ = base;
  training_ = std::make_shared<Weights>(base);
  merged_ = std::make_shared<Weights>(base);
}

std::vector<std::string> Lora::known_modules() const {
  std::set<std::string> names;
  visit_linears(*training_,
                [&](const std::string& module, Linear&) { names.insert(last_part(module)); });
  return {names.begin(), names.end()};
}

void Lora::add_pairs(const checkpoints::LoraConfig& config, const Rng& stream) {
  std::set<std::string> unmatched(config.target_modules.begin(), config.target_modules.end());
  std::set<std::string> adapted;
  visit_linears(*training_, [&](const std::string& module, Linear& linear) {
    bool wanted = false;
    for (const std::string& name : config.target_modules) {
      if (name != kAllLinear && !names_module(name, module)) continue;
      wanted = true;
      unmatched.erase(name);
    }
    if (!wanted) return;
    adapted.insert(last_part(module));
    const int64_t in = linear.weight.size(1);
    add_pair(module, fresh_a(config.rank, in, stream.derive(module)),
             at::zeros({linear.weight.size(0), config.rank}));
  });
  if (!unmatched.empty()) {
    const std::vector<std::string> names = known_modules();
    const std::vector<std::string_view> known(names.begin(), names.end());
    throw_input("{}: '{}' is no linear layer inside the model; {}", where_, *unmatched.begin(),
                suggestion(*unmatched.begin(), known));
  }
  const auto& targets = config.target_modules;
  if (std::find(targets.begin(), targets.end(), kAllLinear) != targets.end())
    config_.target_modules.assign(adapted.begin(), adapted.end());
}

void Lora::add_pair(const std::string& module, at::Tensor a, at::Tensor b) {
  Linear* trained = find_linear(*training_, module);
  const bool fits = trained != nullptr && a.dim() == 2 && b.dim() == 2 && a.size(0) == b.size(1) &&
                    a.size(1) == trained->weight.size(1) && b.size(0) == trained->weight.size(0);
  if (!fits) throw_input("{}: the pair of {} fits no linear layer of this model", where_, module);
  const at::Device device = base_.device();
  trained->change = {trainable_copy(a, device), trainable_copy(b, device),
                     config_.scale(module, a.size(0), where_)};
  Linear* merged = find_linear(*merged_, module);
  merged->weight = merged->weight.detach().clone();
  pairs_.push_back({module, find_linear(base_, module), merged, &trained->change});
  trained_.push_back({kSavedPrefix + module + kA, trained->change.a});
  trained_.push_back({kSavedPrefix + module + kB, trained->change.b});
}

// Weight and bias of every module that `name` means.
void Lora::add_whole(const std::string& name) {
  bool found = false;
  visit_weights(*training_, [&](const std::string& parameter, at::Tensor& tensor,
                                const std::vector<int64_t>&) {
    if (!names_module(name, module_of(parameter))) return;
    found = true;
    if (parameter == "model.embed_tokens.weight" && base_.config.tie_word_embeddings)
      throw_input("{}: embeddings that the head shares can't be trained whole", where_);
    tensor = trainable_copy(tensor, base_.device());
    trained_.push_back({kSavedPrefix + parameter, tensor});
    visit_weights(*merged_,
                  [&](const std::string& other, at::Tensor& shared, const std::vector<int64_t>&) {
                    if (other == parameter) shared = tensor;
                  });
  });
  if (!found) throw_input("{}: the model has no module '{}' to be trained whole", where_, name);
}

void Lora::merge() {
  const at::NoGradGuard no_gradients;
  for (const Pair& pair : pairs_) {
    const at::Tensor change = at::mm(pair.change->b, pair.change->a).mul_(pair.change->scale);
    at::add_out(pair.merged->weight, pair.base->weight, change);
  }
  merged_->version = training_->version;
}

void Lora::save(const std::filesystem::path& folder) const {
  write_file(folder / checkpoints::kAdapterConfig, to_json(config_).dump(2) + "\n");
  save_tensors(trained_, folder / checkpoints::kAdapterWeights);
}

void Lora::load(const std::filesystem::path& folder) {
  const at::NoGradGuard no_gradients;
  const checkpoints::WeightsFile file(checkpoints::adapter_weights(folder));
  for (const NamedTensor& trained : trained_) {
    const auto found = file.tensors().find(trained.name);
    if (found == file.tensors().end() || found->second.shape != trained.tensor.sizes().vec())
      throw_input("{}: {} is missing or of another shape", file.path().string(), trained.name);
    trained.tensor.detach().copy_(as_float(found->second, file.path().string()));
  }
  if (file.tensors().size() != trained_.size())
    throw_input(
        "{}: holds tensors that can't be trained (of embeddings, or of a module that "
        "modules_to_save does not name)",
        file.path().string());
  merge();
}

}  // namespace dragoman::nn
