// Plain gradient descent with decoupled decay; it keeps nothing between steps.
#include <ATen/ATen.h>

#include "nn/optimizer.h"

namespace dragoman::nn {
namespace {

class Sgd final : public Optimizer {
 public:
  using Optimizer::Optimizer;

 private:
  void move(const episodes::OptimizerSettings& settings) override {
    for (const Group& group : groups(settings))
      for (size_t i = group.begin; i < group.end; ++i)
        value(i)
            .mul_(1.0 - settings.learning_rate * group.weight_decay)
            .sub_(gradient(i), settings.learning_rate);
  }

  std::vector<NamedTensor> state() override { return {}; }
};

}  // namespace

std::unique_ptr<Optimizer> make_sgd(std::vector<NamedTensor> parameters) {
  return std::make_unique<Sgd>(std::move(parameters));
}

}  // namespace dragoman::nn
