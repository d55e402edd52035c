#include "nn/module_names.h"

#include <ATen/ATen.h>

#include <cctype>
#include <set>

#include "base/error.h"
#include "base/nearest.h"

namespace dragoman::nn {
namespace {

// The first of the names that means a module around the parameter, or null.
const std::string* name_around(const std::string& parameter,
                               const std::vector<std::string>& names) {
  for (std::string module = module_of(parameter);; module = module_of(module)) {
    for (const std::string& name : names)
      if (names_module(name, module)) return &name;
    if (module.find('.') == std::string::npos) return nullptr;
  }
}

[[noreturn]] void refuse_module(Weights& weights, const std::string& name) {
  if (name == "lm_head" && weights.config.tie_word_embeddings)
    throw_input(
        "trainable_modules: the model has no lm_head of its own, its head is the embedding; name "
        "embed_tokens");
  std::set<std::string> modules;
  visit_weights(weights,
                [&](const std::string& parameter, at::Tensor&, const std::vector<int64_t>&) {
                  for (std::string module = module_of(parameter);
                       module.find('.') != std::string::npos; module = module_of(module))
                    if (std::isalpha(static_cast<unsigned char>(last_part(module)[0])) != 0)
                      modules.insert(last_part(module));
                });
  throw_input("trainable_modules: '{}' is no module of the model; {}", name,
              suggestion(name, std::vector<std::string_view>(modules.begin(), modules.end())));
}

}  // namespace

bool names_module(const std::string& name, const std::string& module) {
  return module == name || module.ends_with("." + name);
}

std::string module_of(const std::string& parameter) {
  return parameter.substr(0, parameter.rfind('.'));
}

std::string last_part(const std::string& module) { return module.substr(module.rfind('.') + 1); }

std::vector<NamedTensor> train_modules(Weights& weights, const std::vector<std::string>& names) {
  std::vector<NamedTensor> trained;
  std::set<std::string> unused(names.begin(), names.end());
  visit_weights(weights,
                [&](const std::string& parameter, at::Tensor& tensor, const std::vector<int64_t>&) {
                  const std::string* name = name_around(parameter, names);
                  if (name == nullptr && !names.empty()) return;
                  if (name != nullptr) unused.erase(*name);
                  tensor.requires_grad_(true);
                  trained.push_back({parameter, tensor});
                });
  if (!unused.empty()) refuse_module(weights, *unused.begin());
  return trained;
}

}  // namespace dragoman::nn
