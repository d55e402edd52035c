#include "nn/adamw.h"

#include <ATen/ATen.h>

#include <cmath>
#include <cstring>

#include "base/error.h"
#include "checkpoints/safetensors.h"

namespace dragoman::nn {

AdamW::AdamW(std::vector<at::Tensor> parameters) {
  for (at::Tensor& parameter : parameters) {
    Group& group = parameter.dim() >= 2 ? decayed_ : plain_;
    group.first_moments.push_back(at::zeros_like(parameter.detach()));
    group.second_moments.push_back(at::zeros_like(parameter.detach()));
    group.steps.push_back(at::zeros({}, parameter.options().requires_grad(false)));
    group.parameters.push_back(std::move(parameter));
  }
}

double AdamW::gradient_norm() const {
  double sum = 0.0;
  for (const Group* group : {&decayed_, &plain_}) {
    for (const at::Tensor& parameter : group->parameters) {
      if (!parameter.grad().defined()) continue;
      const double norm = parameter.grad().norm().item<double>();
      sum += norm * norm;
    }
  }
  return std::sqrt(sum);
}

void AdamW::step_group(Group& group, const episodes::OptimizerSettings& settings, double decay) {
  if (group.parameters.empty()) return;
  std::vector<at::Tensor> values;
  std::vector<at::Tensor> gradients;
  for (const at::Tensor& parameter : group.parameters) {
    values.push_back(parameter.detach());
    gradients.push_back(parameter.grad().defined() ? parameter.grad()
                                                   : at::zeros_like(values.back()));
  }
  at::_foreach_add_(group.steps, 1);
  at::_fused_adamw_(values, gradients, group.first_moments, group.second_moments, {}, group.steps,
                    settings.learning_rate, settings.adam_beta1, settings.adam_beta2, decay,
                    settings.adam_epsilon, /*amsgrad=*/false, /*maximize=*/false);
}

void AdamW::step(const episodes::OptimizerSettings& settings, double scale) {
  if (scale != 1.0) {
    for (Group* group : {&decayed_, &plain_})
      for (at::Tensor& parameter : group->parameters)
        if (parameter.grad().defined()) parameter.mutable_grad().mul_(scale);
  }
  step_group(decayed_, settings, settings.weight_decay);
  step_group(plain_, settings, 0.0);
  drop_gradients();
}

void AdamW::drop_gradients() {
  for (Group* group : {&decayed_, &plain_})
    for (at::Tensor& parameter : group->parameters) parameter.mutable_grad() = at::Tensor();
}

int64_t AdamW::step_count() const {
  return decayed_.steps.empty() ? 0 : static_cast<int64_t>(decayed_.steps[0].item<float>());
}

template <class Visit>
void AdamW::visit_state(Visit visit) const {
  for (const auto& [prefix, group] : {std::pair{"decayed.", &decayed_}, {"plain.", &plain_}}) {
    for (size_t i = 0; i < group->parameters.size(); ++i) {
      const std::string name = prefix + std::to_string(i);
      visit(name + ".exp_avg", group->first_moments[i]);
      visit(name + ".exp_avg_sq", group->second_moments[i]);
      visit(name + ".step", group->steps[i]);
    }
  }
}

void AdamW::save(const std::filesystem::path& path) const {
  std::vector<at::Tensor> copies;
  std::vector<checkpoints::TensorToStore> stored;
  visit_state([&](const std::string& name, const at::Tensor& tensor) {
    copies.push_back(tensor.to(at::kCPU).contiguous());
    const auto* bytes = static_cast<const std::byte*>(copies.back().const_data_ptr());
    stored.push_back({name, "F32", tensor.sizes().vec(), {bytes, copies.back().nbytes()}});
  });
  checkpoints::write_safetensors(path, stored);
}

void AdamW::load(const std::filesystem::path& path) {
  const checkpoints::SafetensorsFile file(path);
  visit_state([&](const std::string& name, const at::Tensor& tensor) {
    const auto found = file.tensors().find(name);
    if (found == file.tensors().end() || found->second.shape != tensor.sizes().vec())
      throw_input("{}: {} is missing or of another shape; does it belong to this model?",
                  path.string(), name);
    const at::Tensor view = at::from_blob(const_cast<std::byte*>(found->second.bytes.data()),
                                          tensor.sizes(), at::kFloat);
    tensor.copy_(view);
  });
}

}  // namespace dragoman::nn
