#include "kernels/vector_ops.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "base/random.h"
#include "kernels/targets_for_tests.h"

namespace dragoman::kernels {
namespace {

std::vector<float> drawn(size_t count, uint64_t seed, double deviation = 1.0) {
  Rng stream(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(deviation * stream.normal());
  return values;
}

const std::vector<size_t> kWidths = {1, 3, 16, 17, 64, 100, 1500};

void near(const std::vector<float>& values, const std::function<double(size_t)>& exact) {
  for (size_t i = 0; i < values.size(); ++i)
    ASSERT_NEAR(values[i], exact(i), 2e-6 * (1.0 + std::abs(exact(i))))
        << i << " of " << values.size();
}

TEST(VectorOps, RoundsToTheNearestBfloat16) {
  const float tie = 1.0F + 0x1p-8F, odd_tie = 1.0F + 0x1.8p-7F;
  on_every_target([&] {
    std::vector<float> values{tie, odd_tie, std::nextafter(tie, 2.0F), -3.14159F, 0.0F};
    round_to_bfloat16(values.data(), values.size());
    EXPECT_EQ(values, (std::vector<float>{1.0F, 1.0F + 0x1p-6F, 1.0F + 0x1p-7F, -3.140625F, 0.0F}));
    values = {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()};
    round_to_bfloat16(values.data(), values.size());
    EXPECT_TRUE(std::isinf(values[0]) && std::isnan(values[1]));
  });
}

TEST(VectorOps, StreamsThroughEveryWholeVector) {
  on_every_target([] {
    auto values = drawn(1024, 3);
    const uint32_t before = stream(values.data(), values.size());
    for (const size_t i : {0, 500, 1023}) {
      values[i] += 1.0F;
      EXPECT_NE(stream(values.data(), values.size()), before) << i;
      values[i] -= 1.0F;
    }
  });
}

TEST(VectorOps, NormDividesByTheRootOfTheMeanSquare) {
  on_every_target([] {
    for (const size_t width : kWidths) {
      const auto in = drawn(width, 1), weight = drawn(width, 2);
      std::vector<float> out(width);
      rms_norm(in.data(), weight.data(), width, 1e-5F, out.data());
      double mean = 0.0;
      for (const float value : in) mean += double{value} * value / static_cast<double>(width);
      near(out, [&](size_t i) { return in[i] / std::sqrt(mean + 1e-5) * weight[i]; });
    }
  });
}

TEST(VectorOps, GatesOpenWithSiluOrGelu) {
  on_every_target([] {
    for (const size_t width : kWidths) {
      const auto gate = drawn(width, 3, 4.0), up = drawn(width, 4);
      std::vector<float> out(width);
      gate_silu(gate.data(), up.data(), width, out.data());
      near(out, [&](size_t i) { return gate[i] / (1.0 + std::exp(-double{gate[i]})) * up[i]; });
      gate_gelu_tanh(gate.data(), up.data(), width, out.data());
      near(out, [&](size_t i) {
        const double x = gate[i];
        return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x))) * up[i];
      });
    }
  });
}

TEST(VectorOps, SiluOfExtremeGatesIsFinite) {
  on_every_target([] {
    std::vector<float> gate = {-1e4F, -100.0F, -88.0F, 88.0F, 1e4F};
    const std::vector<float> up(gate.size(), 1.0F);
    gate_silu(gate.data(), up.data(), gate.size(), gate.data());
    EXPECT_NEAR(gate[0], 0.0, 1e-30);
    EXPECT_NEAR(gate[1], 0.0, 1e-30);
    EXPECT_EQ(gate[4], 1e4F);
  });
}

TEST(VectorOps, RotationTurnsPairs) {
  on_every_target([] {
    for (const size_t half : {1, 8, 10, 32}) {
      const auto before = drawn(2 * half, 5), cosines = drawn(half, 6), sines = drawn(half, 7);
      auto head = before;
      rotate(head.data(), cosines.data(), sines.data(), 2 * half);
      near(head, [&](size_t i) {
        const size_t k = i % half;
        const double other = i < half ? -before[i + half] : before[i - half];
        return double{before[i]} * cosines[k] + other * sines[k];
      });
    }
  });
}

TEST(VectorOps, SumsScalesAndCaps) {
  on_every_target([] {
    for (const size_t width : kWidths) {
      const auto one = drawn(width, 8), two = drawn(width, 9, 30.0);
      auto out = two;
      add(one.data(), width, out.data());
      near(out, [&](size_t i) { return double{one[i]} + two[i]; });
      scale(one.data(), 1.5F, width, out.data());
      near(out, [&](size_t i) { return 1.5 * one[i]; });
      out = two;
      soft_cap(out.data(), width, 20.0F);
      near(out, [&](size_t i) { return 20.0 * std::tanh(two[i] / 20.0); });
    }
  });
}

TEST(VectorOps, NormalizingMakesProbabilities) {
  on_every_target([] {
    for (const size_t width : kWidths) {
      auto logits = drawn(width, 10, 5.0);
      if (width > 3) logits[2] = -std::numeric_limits<float>::infinity();
      std::vector<float> weights(width);
      const Normalizer normalizer = normalize(logits.data(), width, weights.data());
      double sum = 0.0;
      for (const float logit : logits) sum += std::exp(double{logit});
      EXPECT_NEAR(normalizer.logprob(logits[0]), logits[0] - std::log(sum), 4e-6);
      for (size_t i = 0; i < width; ++i)
        ASSERT_NEAR(weights[i] / normalizer.sum, std::exp(double{logits[i]}) / sum, 4e-6);
      EXPECT_EQ(normalize(logits.data(), width, nullptr).sum, normalizer.sum);
    }
  });
}

TEST(VectorOps, ANaNAmongLogitsIsSeen) {
  on_every_target([] {
    for (const size_t at : {0, 5, 40}) {
      auto logits = drawn(41, 11);
      logits[at] = NAN;
      EXPECT_TRUE(std::isnan(normalize(logits.data(), logits.size(), nullptr).sum)) << at;
    }
  });
}

TEST(VectorOps, PickFindsThePlaceOfAShare) {
  on_every_target([] {
    std::vector<float> weights(3000, 0.0F);
    weights[7] = 1.0F;
    weights[1024] = 2.0F;
    weights[2990] = 1.0F;
    const auto at = [&](double uniform) { return pick(weights.data(), weights.size(), uniform); };
    EXPECT_EQ(at(0.0), 7U);
    EXPECT_EQ(at(0.2499), 7U);
    EXPECT_EQ(at(0.25), 1024U);
    EXPECT_EQ(at(0.7499), 1024U);
    EXPECT_EQ(at(0.75), 2990U);
    EXPECT_EQ(at(std::nextafter(1.0, 0.0)), 2990U);
  });
}

TEST(VectorOps, LargestIsTheFirstOfEqualOnes) {
  on_every_target([] {
    std::vector<float> values(100, -1.0F);
    values[90] = values[37] = 4.0F;
    EXPECT_EQ(largest(values.data(), values.size()), 37U);
  });
}

}  // namespace
}  // namespace dragoman::kernels
