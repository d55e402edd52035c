// Every piece against its formula in double precision, and by differences of it.
#include "kernels/gradients.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "base/random.h"
#include "kernels/targets_for_tests.h"
#include "kernels/vector_ops.h"

namespace dragoman::kernels {
namespace {

using Doubles = std::vector<double>;

std::vector<float> drawn(size_t count, uint64_t seed) {
  Rng stream(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(stream.normal());
  return values;
}

// d(sum of by * out)/d(in[i]) by central differences, in double.
Doubles differences(const std::vector<float>& in, const std::vector<float>& by,
                    const std::function<Doubles(const Doubles&)>& function) {
  Doubles at(in.begin(), in.end()), slopes(in.size());
  const auto loss = [&] {
    const Doubles out = function(at);
    double sum = 0.0;
    for (size_t i = 0; i < out.size(); ++i) sum += by[i] * out[i];
    return sum;
  };
  constexpr double kStep = 1e-5;
  for (size_t i = 0; i < in.size(); ++i) {
    const double kept = at[i];
    at[i] = kept + kStep;
    const double above = loss();
    at[i] = kept - kStep;
    slopes[i] = (above - loss()) / (2.0 * kStep);
    at[i] = kept;
  }
  return slopes;
}

void near(const std::vector<float>& values, const Doubles& exact) {
  for (size_t i = 0; i < values.size(); ++i)
    ASSERT_NEAR(values[i], exact[i], 1e-5 * (1.0 + std::abs(exact[i]))) << i;
}

const std::vector<size_t> kWidths = {1, 3, 16, 17, 40, 100};

TEST(Gradients, OfANormAreThoseOfItsFormula) {
  on_every_target([] {
    for (const size_t width : kWidths) {
      const auto in = drawn(width, 1), weight = drawn(width, 2), by = drawn(width, 3);
      std::vector<float> out(width), by_in(width, 0.0F), by_weight(width, 0.0F);
      const float inverse = rms_norm(in.data(), weight.data(), width, 1e-3F, out.data());
      add_norm_gradient({in.data(), weight.data(), width, inverse}, by.data(), by_in.data(),
                        by_weight.data());
      const auto norm = [&](const Doubles& x, const Doubles& w) {
        double squares = 0.0;
        for (const double value : x) squares += value * value;
        Doubles result(width);
        for (size_t i = 0; i < width; ++i)
          result[i] = x[i] * w[i] / std::sqrt(squares / static_cast<double>(width) + 1e-3);
        return result;
      };
      const Doubles fixed_in(in.begin(), in.end()), fixed_weight(weight.begin(), weight.end());
      near(by_in, differences(in, by, [&](const Doubles& x) { return norm(x, fixed_weight); }));
      near(by_weight, differences(weight, by, [&](const Doubles& w) { return norm(fixed_in, w); }));
    }
  });
}

TEST(Gradients, OfGatesAreThoseOfTheirFormulas) {
  const auto silu = [](double x) { return x / (1.0 + std::exp(-x)); };
  const auto gelu = [](double x) {
    return 0.5 * x * (1.0 + std::tanh(std::sqrt(2.0 / M_PI) * (x + 0.044715 * x * x * x)));
  };
  const std::vector<std::pair<decltype(&gate_silu_gradient), std::function<double(double)>>> gates =
      {{gate_silu_gradient, silu}, {gate_gelu_tanh_gradient, gelu}};
  on_every_target([&] {
    for (const auto& [gradient, act] : gates)
      for (const size_t width : kWidths) {
        const auto gate = drawn(width, 1), up = drawn(width, 2), by = drawn(width, 3);
        std::vector<float> by_gate(width), by_up(width);
        gradient({gate.data(), up.data(), by.data(), width}, by_gate.data(), by_up.data());
        Doubles exact(width);
        for (size_t i = 0; i < width; ++i) exact[i] = by[i] * act(gate[i]);
        near(by_up, exact);
        near(by_gate, differences(gate, by, [&, open = act](const Doubles& x) {
               Doubles out(width);
               for (size_t i = 0; i < width; ++i) out[i] = open(x[i]) * up[i];
               return out;
             }));
      }
  });
}

TEST(Gradients, OfASoftmaxAndACapAreThoseOfTheirFormulas) {
  on_every_target([] {
    for (const size_t width : kWidths) {
      const auto scores = drawn(width, 1), by = drawn(width, 2);
      constexpr float kFactor = 0.7F, kCap = 1.5F;
      std::vector<float> weights(scores);
      double sum = 0.0;
      for (const float score : scores) sum += std::exp(double{kFactor} * score);
      exp_scaled(weights.data(), width, kFactor, static_cast<float>(std::log(sum)));
      std::vector<float> slopes(by);
      softmax_gradient(weights.data(), width, dot(weights.data(), by.data(), width), kFactor,
                       slopes.data());
      near(slopes, differences(scores, by, [&](const Doubles& x) {
             double total = 0.0;
             for (const double value : x) total += std::exp(kFactor * value);
             Doubles out(width);
             for (size_t i = 0; i < width; ++i) out[i] = std::exp(kFactor * x[i]) / total;
             return out;
           }));
      std::vector<float> capped(scores);
      soft_cap(capped.data(), width, kCap);
      slopes = by;
      soft_cap_gradient(capped.data(), width, kCap, slopes.data());
      near(slopes, differences(scores, by, [&](const Doubles& x) {
             Doubles out(width);
             for (size_t i = 0; i < width; ++i) out[i] = kCap * std::tanh(x[i] / kCap);
             return out;
           }));
    }
  });
}

TEST(Gradients, OfLogitsFollowTheirLine) {
  on_every_target([] {
    for (const size_t width : kWidths) {
      auto logits = drawn(width, 1);
      const auto before = logits;
      logit_gradient(logits.data(), width, {2.5, -0.75F, 0.5F});
      Doubles exact(width), below(width);
      double sum = 0.0;
      for (size_t i = 0; i < width; ++i) {
        const double logprob = before[i] - 2.5;
        exact[i] = std::exp(logprob) * (-0.75 + 0.5 * logprob);
        sum += std::exp(before[i] - 4.0) * (before[i] - 4.0);
      }
      near(logits, exact);
      EXPECT_NEAR(weighted_sum(before.data(), width, 4.0F), sum, 1e-5 * (1.0 + std::abs(sum)));
      std::vector<float> added(width, 1.0F);
      add_scaled(before.data(), 3.0F, width, added.data());
      EXPECT_NEAR(added.back(), 1.0 + 3.0 * before.back(), 1e-6);
    }
  });
}

}  // namespace
}  // namespace dragoman::kernels
