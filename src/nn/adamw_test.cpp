// The fused optimizer against the paper's update written out in double.
#include "nn/adamw.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace dragoman::nn {
namespace {

// Loshchilov and Hutter 2019, algorithm 2, for one number.
struct Plain {
  double value, first = 0.0, second = 0.0;

  void step(double gradient, const episodes::OptimizerSettings& settings, double decay, int t) {
    first = settings.adam_beta1 * first + (1.0 - settings.adam_beta1) * gradient;
    second = settings.adam_beta2 * second + (1.0 - settings.adam_beta2) * gradient * gradient;
    const double corrected = first / (1.0 - std::pow(settings.adam_beta1, t));
    const double scale = std::sqrt(second / (1.0 - std::pow(settings.adam_beta2, t)));
    value -= settings.learning_rate * (decay * value);
    value -= settings.learning_rate * corrected / (scale + settings.adam_epsilon);
  }
};

std::vector<Plain> copy_of(const at::Tensor& tensor) {
  std::vector<Plain> values;
  for (int64_t i = 0; i < tensor.numel(); ++i)
    values.push_back({tensor.view(-1)[i].item<double>()});
  return values;
}

void expect_near(const at::Tensor& tensor, const std::vector<Plain>& expected) {
  for (int64_t i = 0; i < tensor.numel(); ++i)
    EXPECT_NEAR(tensor.view(-1)[i].item<double>(), expected[i].value, 2e-6);
}

TEST(AdamW, TakesThePapersStepAndDecaysMatricesOnly) {
  at::manual_seed(3);
  at::Tensor matrix = at::randn({3, 4});
  at::Tensor norm = at::randn({5});
  std::vector<Plain> plain_matrix = copy_of(matrix), plain_norm = copy_of(norm);
  AdamW optimizer({matrix, norm});
  episodes::OptimizerSettings settings{
      .learning_rate = 0.02, .adam_beta2 = 0.95, .weight_decay = 0.3};
  for (int t = 1; t <= 25; ++t) {
    settings.learning_rate *= 0.97;
    const double scale = t % 3 == 0 ? 0.25 : 1.0;
    matrix.mutable_grad() = at::randn({3, 4});
    norm.mutable_grad() = at::randn({5});
    for (int64_t i = 0; i < matrix.numel(); ++i)
      plain_matrix[i].step(scale * matrix.grad().view(-1)[i].item<double>(), settings, 0.3, t);
    for (int64_t i = 0; i < norm.numel(); ++i)
      plain_norm[i].step(scale * norm.grad().view(-1)[i].item<double>(), settings, 0.0, t);
    optimizer.step(settings, scale);
    EXPECT_FALSE(matrix.grad().defined());
  }
  EXPECT_EQ(optimizer.step_count(), 25);
  expect_near(matrix, plain_matrix);
  expect_near(norm, plain_norm);
}

TEST(AdamW, MeasuresTheNormOfAllGradientsAndCountsMissingOnesAsZero) {
  at::Tensor a = at::zeros({2, 2}), b = at::zeros({3}), c = at::zeros({4});
  AdamW optimizer({a, b, c});
  a.mutable_grad() = at::full({2, 2}, 3.0);
  b.mutable_grad() = at::full({3}, 4.0);
  EXPECT_NEAR(optimizer.gradient_norm(), std::sqrt(4 * 9.0 + 3 * 16.0), 1e-6);
}

}  // namespace
}  // namespace dragoman::nn
