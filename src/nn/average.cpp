#include "nn/average.h"

#include <ATen/ATen.h>

namespace dragoman::nn {

Average::Average(std::vector<NamedTensor> parameters, double decay)
    : parameters_(std::move(parameters)), decay_(decay) {
  for (const auto& [name, tensor] : parameters_)
    average_.push_back({name, tensor.detach().clone()});
}

void Average::update() {
  for (size_t i = 0; i < average_.size(); ++i)
    average_[i].tensor.lerp_(parameters_[i].tensor.detach(), 1.0 - decay_);
}

void Average::swap() {
  for (size_t i = 0; i < average_.size(); ++i) {
    const at::Tensor kept = average_[i].tensor.clone();
    average_[i].tensor.copy_(parameters_[i].tensor.detach());
    parameters_[i].tensor.detach().copy_(kept);
  }
}

void Average::restart() {
  for (size_t i = 0; i < average_.size(); ++i)
    average_[i].tensor.copy_(parameters_[i].tensor.detach());
}

void Average::save(const std::filesystem::path& file) const { save_tensors(average_, file); }

void Average::load(const std::filesystem::path& file) { load_tensors(average_, file); }

}  // namespace dragoman::nn
