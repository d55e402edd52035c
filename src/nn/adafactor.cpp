// Adafactor (Shazeer and Stern, arXiv 1804.04235) with a given learning rate and no first moment:
// transformers' with scale_parameter=False, relative_step=False. The second moment of a matrix is
// the product of what is kept for its rows and its columns.
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "nn/optimizer.h"

namespace dragoman::nn {
namespace {

constexpr double kDecayRate = -0.8;     // the second moment's beta is 1 - step^kDecayRate
constexpr double kRegularizer = 1e-30;  // is added to squared gradients
constexpr double kClipThreshold = 1.0;  // of the root mean square of a tensor's update

class Adafactor final : public Optimizer {
 public:
  explicit Adafactor(std::vector<NamedTensor> given) : Optimizer(std::move(given)) {
    for (const NamedTensor& parameter : parameters()) {
      const at::Tensor value = parameter.tensor.detach();
      if (value.dim() == 2)
        moments_.push_back({{},
                            at::zeros({value.size(0)}, value.options()),
                            at::zeros({value.size(1)}, value.options())});
      else
        moments_.push_back({at::zeros_like(value), {}, {}});
    }
  }

 private:
  // Of all numbers, or the means over columns and over rows.
  struct Moment {
    at::Tensor whole, rows, columns;
  };

  void move(const episodes::OptimizerSettings& settings) override {
    const double beta = 1.0 - std::pow(static_cast<double>(step_count()), kDecayRate);
    for (const Group& group : groups(settings))
      for (size_t i = group.begin; i < group.end; ++i) {
        at::Tensor update = scaled(i, beta);
        const double size =
            update.norm().item<double>() / std::sqrt(static_cast<double>(update.numel()));
        const double clip = std::max(1.0, size / kClipThreshold);
        at::Tensor moved = value(i);
        if (group.weight_decay != 0.0)
          moved.mul_(1.0 - settings.learning_rate * group.weight_decay);
        moved.sub_(update, settings.learning_rate / clip);
      }
  }

  // The gradient over the root of its second moment.
  at::Tensor scaled(size_t i, double beta) {
    const at::Tensor by = gradient(i);
    const at::Tensor squares = by.square().add_(kRegularizer);
    Moment& moment = moments_[i];
    if (moment.whole.defined())
      return moment.whole.mul_(beta).add_(squares, 1.0 - beta).rsqrt().mul_(by);
    moment.rows.mul_(beta).add_(squares.mean(1), 1.0 - beta);
    moment.columns.mul_(beta).add_(squares.mean(0), 1.0 - beta);
    const at::Tensor rows = (moment.rows / moment.rows.mean()).rsqrt_().unsqueeze(1);
    return by.mul(rows).mul_(moment.columns.rsqrt().unsqueeze(0));
  }

  std::vector<NamedTensor> state() override {
    std::vector<NamedTensor> all;
    for (size_t i = 0; i < moments_.size(); ++i) {
      const std::string name = parameters()[i].name + ".exp_avg_sq";
      if (moments_[i].whole.defined()) {
        all.push_back({name, moments_[i].whole});
        continue;
      }
      all.push_back({name + "_row", moments_[i].rows});
      all.push_back({name + "_col", moments_[i].columns});
    }
    return all;
  }

  std::vector<Moment> moments_;
};

}  // namespace

std::unique_ptr<Optimizer> make_adafactor(std::vector<NamedTensor> parameters) {
  return std::make_unique<Adafactor>(std::move(parameters));
}

}  // namespace dragoman::nn
