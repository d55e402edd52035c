// AdamW (Loshchilov and Hutter 2019, decoupled decay) over all parameters in fused calls.
#include <ATen/ATen.h>

#include <optional>

#include "nn/optimizer.h"

namespace dragoman::nn {
namespace {

class AdamW final : public Optimizer {
 public:
  using Optimizer::Optimizer;

 private:
  // When they are first asked for: a model that only serves as a reference needs none.
  void make_moments() {
    if (first_moments_.size() == parameters().size()) return;
    for (const NamedTensor& parameter : parameters()) {
      first_moments_.push_back(at::zeros_like(parameter.tensor.detach()));
      second_moments_.push_back(at::zeros_like(parameter.tensor.detach()));
    }
  }

  void move(const episodes::OptimizerSettings& settings) override {
    make_moments();
    std::optional<at::Tensor> divisor;  // in the same pass over the gradients
    if (scale() != 1.0) divisor = at::full({}, 1.0 / scale(), value(0).options());
    for (const Group& group : groups(settings)) {
      std::vector<at::Tensor> values;
      std::vector<at::Tensor> gradients;
      for (size_t i = group.begin; i < group.end; ++i) {
        values.push_back(value(i));
        gradients.push_back(plain_gradient(i));
      }
      const at::Tensor step =
          at::full({}, static_cast<double>(step_count()), values.front().options());
      const std::vector<at::Tensor> steps(values.size(), step);
      const auto of_group = [&group](const std::vector<at::Tensor>& all) {
        return at::TensorList(all).slice(group.begin, group.end - group.begin);
      };
      at::_fused_adamw_(values, gradients, of_group(first_moments_), of_group(second_moments_), {},
                        steps, settings.learning_rate, settings.adam_beta1, settings.adam_beta2,
                        group.weight_decay, settings.adam_epsilon, /*amsgrad=*/false,
                        /*maximize=*/false, /*grad_scale=*/divisor);
    }
  }

  std::vector<NamedTensor> state() override {
    make_moments();
    std::vector<NamedTensor> all;
    for (size_t i = 0; i < first_moments_.size(); ++i) {
      all.push_back({parameters()[i].name + ".exp_avg", first_moments_[i]});
      all.push_back({parameters()[i].name + ".exp_avg_sq", second_moments_[i]});
    }
    return all;
  }

  std::vector<at::Tensor> first_moments_, second_moments_;
};

}  // namespace

std::unique_ptr<Optimizer> make_adamw(std::vector<NamedTensor> parameters) {
  return std::make_unique<AdamW>(std::move(parameters));
}

}  // namespace dragoman::nn
