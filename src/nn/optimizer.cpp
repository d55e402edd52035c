#include "nn/optimizer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/nearest.h"

namespace dragoman::nn {
namespace {

constexpr const char* kStep = "step";

constexpr std::pair<std::string_view, OptimizerMaker*> kOptimizers[] = {
    {"adamw", make_adamw},
    {"adamw_8bit", make_adamw_8bit},
    {"adafactor", make_adafactor},
    {"sgd", make_sgd}};

}  // namespace

Optimizer::Optimizer(std::vector<NamedTensor> parameters) : parameters_(std::move(parameters)) {
  const auto plain =
      std::stable_partition(parameters_.begin(), parameters_.end(),
                            [](const NamedTensor& one) { return one.tensor.dim() >= 2; });
  matrices_ = static_cast<size_t>(plain - parameters_.begin());
}

double Optimizer::gradient_norm() const {
  double sum = 0.0;
  for (const NamedTensor& parameter : parameters_) {
    if (!parameter.tensor.grad().defined()) continue;
    const double norm = parameter.tensor.grad().norm().item<double>();
    sum += norm * norm;
  }
  return std::sqrt(sum);
}

void Optimizer::step(const episodes::OptimizerSettings& settings, double scale) {
  const at::NoGradGuard no_gradients;
  ++steps_;
  scale_ = scale;
  move(settings);
  zero_gradients();
}

// Their memory stays: getting it anew from the system costs more than the step itself.
void Optimizer::zero_gradients() {
  for (NamedTensor& parameter : parameters_)
    if (parameter.tensor.grad().defined()) parameter.tensor.mutable_grad().zero_();
}

std::vector<Optimizer::Group> Optimizer::groups(const episodes::OptimizerSettings& settings) const {
  std::vector<Group> all = {{0, matrices_, settings.weight_decay},
                            {matrices_, parameters_.size(), 0.0}};
  std::erase_if(all, [](const Group& group) { return group.begin == group.end; });
  return all;
}

at::Tensor Optimizer::value(size_t i) const { return parameters_[i].tensor.detach(); }

at::Tensor Optimizer::plain_gradient(size_t i) const {
  const at::Tensor& gradient = parameters_[i].tensor.grad();
  return gradient.defined() ? gradient : at::zeros_like(value(i));
}

at::Tensor Optimizer::gradient(size_t i) const {
  const at::Tensor gradient = plain_gradient(i);
  return scale_ == 1.0 ? gradient : gradient.mul_(scale_);
}

void Optimizer::save(const std::filesystem::path& path) {
  std::vector<NamedTensor> all = state();
  all.push_back({kStep, at::full({}, steps_, at::kLong)});
  save_tensors(all, path);
}

void Optimizer::load(const std::filesystem::path& path) {
  std::vector<NamedTensor> all = state();
  const at::Tensor steps = at::empty({}, at::kLong);
  all.push_back({kStep, steps});
  load_tensors(all, path);
  steps_ = steps.item<int64_t>();
}

std::unique_ptr<Optimizer> make_optimizer(const std::string& optim,
                                          std::vector<NamedTensor> parameters) {
  std::vector<std::string_view> known;
  for (const auto& [name, make] : kOptimizers) {
    if (name == optim) return make(std::move(parameters));
    known.push_back(name);
  }
  throw_input("optim: '{}' is not known; {}", optim, suggestion(optim, known));
}

}  // namespace dragoman::nn
