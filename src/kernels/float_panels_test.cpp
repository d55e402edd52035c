#include "kernels/float_panels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "kernels/targets_for_tests.h"

namespace dragoman::kernels {
namespace {

std::vector<float> drawn(size_t count, uint64_t seed) {
  Rng stream(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(stream.normal());
  return values;
}

struct Case {
  size_t rows, outputs, inputs;
};
constexpr Case kCases[] = {{1, 1, 1}, {5, 33, 7}, {12, 32, 64}, {13, 70, 1030}, {100, 96, 40}};

double product(const std::vector<float>& a, const std::vector<float>& b, const Case& one, size_t r,
               size_t o) {
  double sum = 0.0;
  for (size_t i = 0; i < one.inputs; ++i)
    sum += double{a[r * one.inputs + i]} * b[o * one.inputs + i];
  return sum;
}

TEST(FloatPanels, MultiplyWhatWasPackedByEitherSide) {
  on_every_target([] {
    for (const Case& one : kCases) {
      const auto in = drawn(one.rows * one.inputs, 1), matrix = drawn(one.outputs * one.inputs, 2);
      std::vector<float> turned(matrix.size());
      for (size_t o = 0; o < one.outputs; ++o)
        for (size_t i = 0; i < one.inputs; ++i)
          turned[i * one.outputs + o] = matrix[o * one.inputs + i];
      FloatPanels by_outputs, by_inputs;
      by_outputs.reshape(one.outputs, one.inputs);
      by_outputs.pack_outputs({matrix.data(), one.inputs}, {0, by_outputs.panels()});
      by_inputs.reshape(one.outputs, one.inputs);
      const size_t half = one.inputs / 2;
      by_inputs.pack_inputs({turned.data() + half * one.outputs, one.outputs}, {half, one.inputs});
      by_inputs.pack_inputs({turned.data(), one.outputs}, {0, half});
      std::vector<float> out(one.rows * one.outputs), again(out.size(), 1.0F);
      by_outputs.multiply({in.data(), one.inputs}, one.rows, {out.data(), one.outputs});
      by_inputs.multiply({in.data(), one.inputs}, one.rows, {again.data(), one.outputs}, true);
      for (size_t r = 0; r < one.rows; ++r)
        for (size_t o = 0; o < one.outputs; ++o) {
          const double exact = product(in, matrix, one, r, o);
          const double near = 1e-5 * (1.0 + std::sqrt(static_cast<double>(one.inputs)));
          ASSERT_NEAR(out[r * one.outputs + o], exact, near) << r << ' ' << o;
          ASSERT_NEAR(again[r * one.outputs + o], exact + 1.0, near) << r << ' ' << o;
        }
    }
  });
}

TEST(FloatPanels, TakePartOfTheInputsAndOfThePanels) {
  on_every_target([] {
    const Case one{7, 70, 100};
    const auto in = drawn(one.rows * one.inputs, 1), matrix = drawn(one.outputs * one.inputs, 2);
    FloatPanels panels;
    panels.reshape(one.outputs, one.inputs);
    panels.pack_outputs({matrix.data(), one.inputs}, {0, panels.panels()});
    std::vector<float> out(one.rows * one.outputs, -9.0F), whole(out.size());
    for (const Span part : {Span{0, 64}, Span{64, 100}})
      panels.multiply({{in.data() + part.begin, one.inputs},
                       one.rows,
                       {out.data(), one.outputs},
                       part,
                       {1, panels.panels()},
                       part.begin > 0});
    panels.multiply({in.data(), one.inputs}, one.rows, {whole.data(), one.outputs});
    for (size_t r = 0; r < one.rows; ++r) {
      EXPECT_EQ(out[r * one.outputs], -9.0F);
      for (size_t o = kMaxPanelWidth; o < one.outputs; ++o)
        ASSERT_EQ(out[r * one.outputs + o], whole[r * one.outputs + o]) << r << ' ' << o;
    }
  });
}

TEST(FloatPanels, GiveTheGradientOfAWeight) {
  on_every_target([] {
    for (const Case& one : {Case{1, 1, 1}, Case{700, 37, 45}, Case{64, 200, 32}}) {
      const auto in = drawn(one.rows * one.inputs, 1),
                 by_out = drawn(one.rows * one.outputs + 11, 2);
      FloatPanels panels;
      panels.reshape(one.inputs, one.rows);
      panels.pack_inputs({in.data(), one.inputs}, {0, one.rows});
      std::vector<float> gradient(one.outputs * one.inputs, 0.5F);
      const size_t half = one.outputs / 2;
      for (const Span part : {Span{0, half}, Span{half, one.outputs}})
        add_weight_gradient(panels, {by_out.data(), one.outputs}, part,
                            {gradient.data(), one.inputs});
      for (size_t o = 0; o < one.outputs; ++o)
        for (size_t i = 0; i < one.inputs; ++i) {
          double exact = 0.5;
          for (size_t r = 0; r < one.rows; ++r)
            exact += double{by_out[r * one.outputs + o]} * in[r * one.inputs + i];
          ASSERT_NEAR(gradient[o * one.inputs + i], exact, 1e-4) << o << ' ' << i;
        }
    }
  });
}

}  // namespace
}  // namespace dragoman::kernels
