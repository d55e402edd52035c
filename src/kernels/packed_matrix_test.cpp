#include "kernels/packed_matrix.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "base/random.h"
#include "kernels/targets_for_tests.h"

namespace dragoman::kernels {
namespace {

constexpr WeightFormat kFormats[] = {WeightFormat::kFloat32, WeightFormat::kBfloat16,
                                     WeightFormat::kInt8};
constexpr size_t kInt8Block = 128;

// Every kernel of a format that this machine can run.
void with_kernels(WeightFormat format, const std::function<void(const PanelKernel&)>& body) {
  on_every_target([&] {
    for (const PanelKernel& kernel : panel_kernels(format)) {
      SCOPED_TRACE(kernel.name);
      body(kernel);
    }
  });
}

void with_all_kernels(const std::function<void(const PanelKernel&)>& body) {
  for (const WeightFormat format : kFormats) {
    SCOPED_TRACE(static_cast<int>(format));
    with_kernels(format, body);
  }
}

std::vector<float> drawn(size_t count, Rng stream) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(stream.normal());
  return values;
}

float rounded_to_bfloat16(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  return std::bit_cast<float>((bits + 0x7fffU + (bits >> 16 & 1U)) & 0xffff0000U);
}

// What a format makes of a row.
std::vector<double> as_stored(std::span<const float> row, WeightFormat format) {
  std::vector<double> stored(row.begin(), row.end());
  if (format == WeightFormat::kBfloat16)
    for (size_t i = 0; i < row.size(); ++i) stored[i] = rounded_to_bfloat16(row[i]);
  if (format != WeightFormat::kInt8) return stored;
  for (size_t begin = 0; begin < row.size(); begin += kInt8Block) {
    const size_t end = std::min(row.size(), begin + kInt8Block);
    float largest = 0.0F;
    for (size_t i = begin; i < end; ++i) largest = std::max(largest, std::abs(row[i]));
    for (size_t i = begin; i < end; ++i)
      stored[i] = std::nearbyint(row[i] * (127.0F / largest)) * double{largest / 127.0F};
  }
  return stored;
}

// One case: a product, and what it should be in double precision.
struct Product {
  size_t rows, inputs, outputs;
  std::vector<float> in, weight;

  Product(size_t rows_in, size_t inputs_in, size_t outputs_in)
      : rows(rows_in),
        inputs(inputs_in),
        outputs(outputs_in),
        in(drawn(rows * inputs, Rng(1).derive("in", rows))),
        weight(drawn(outputs * inputs, Rng(2).derive("weight", outputs))) {}

  std::span<const float> row(size_t r) const { return {in.data() + r * inputs, inputs}; }

  // [rows, outputs] of the values that the format stores.
  std::vector<double> exact(WeightFormat format) const {
    std::vector<double> sums;
    std::vector<std::vector<double>> weights;
    for (size_t o = 0; o < outputs; ++o)
      weights.push_back(as_stored({weight.data() + o * inputs, inputs}, format));
    for (size_t r = 0; r < rows; ++r) {
      const auto values = as_stored(row(r), format);
      for (const auto& output : weights) {
        sums.push_back(0.0);
        for (size_t i = 0; i < inputs; ++i) sums.back() += values[i] * output[i];
      }
    }
    return sums;
  }

  PackedMatrix packed(const PanelKernel& kernel) const {
    PackedMatrix matrix(outputs, inputs, kernel);
    matrix.pack(weight);
    return matrix;
  }

  std::vector<float> computed(const PackedMatrix& matrix) const {
    std::vector<float> out(rows * outputs, NAN);
    matrix.multiply({in.data(), inputs}, rows, {out.data(), outputs});
    return out;
  }
};

bool same_bits(std::span<const float> one, std::span<const float> other) {
  return one.size() == other.size() && std::memcmp(one.data(), other.data(), one.size_bytes()) == 0;
}

TEST(PackedMatrix, MultipliesEveryShapeAsItsFormatStoresIt) {
  for (const WeightFormat format : kFormats)
    for (const size_t rows : {1, 5, 12, 100})
      for (const size_t inputs : {1, 7, 128, 1100})
        for (const size_t outputs : {1, 33, 96}) {
          SCOPED_TRACE(fmt::format("{}x{}x{}", rows, inputs, outputs));
          const Product product(rows, inputs, outputs);
          const auto exact = product.exact(format);
          with_kernels(format, [&](const PanelKernel& kernel) {
            const auto out = product.computed(product.packed(kernel));
            for (size_t i = 0; i < out.size(); ++i) ASSERT_NEAR(out[i], exact[i], 4e-4) << i;
          });
        }
}

TEST(PackedMatrix, MultipliesMoreInputsThanAPieceHolds) {
  const Product product(13, 4300, 40);
  for (const WeightFormat format : kFormats) {
    const auto exact = product.exact(format);
    with_kernels(format, [&](const PanelKernel& kernel) {
      const auto out = product.computed(product.packed(kernel));
      for (size_t i = 0; i < out.size(); ++i) ASSERT_NEAR(out[i], exact[i], 2e-3) << i;
    });
  }
}

TEST(PackedMatrix, RowsMayLieAPowerOfTwoApart) {
  const Product product(14, 2048, 64);
  const auto exact = product.exact(WeightFormat::kFloat32);
  with_kernels(WeightFormat::kFloat32, [&](const PanelKernel& kernel) {
    const auto out = product.computed(product.packed(kernel));
    for (size_t i = 0; i < out.size(); ++i) ASSERT_NEAR(out[i], exact[i], 1e-3) << i;
  });
}

// Of normal numbers: 2^-9 of each factor in bfloat16; 1/254 of its block's largest in int8.
TEST(PackedMatrix, NarrowFormatsStayNearFloat32) {
  const Product product(8, 1024, 64);
  const auto exact = product.exact(WeightFormat::kFloat32);
  const auto distance = [&](WeightFormat format) {
    const auto stored = product.exact(format);
    double error = 0.0, size = 0.0;
    for (size_t i = 0; i < stored.size(); ++i) {
      error += (stored[i] - exact[i]) * (stored[i] - exact[i]);
      size += exact[i] * exact[i];
    }
    return std::sqrt(error / size);
  };
  EXPECT_LT(distance(WeightFormat::kBfloat16), 0.003);
  EXPECT_LT(distance(WeightFormat::kInt8), 0.012);
}

TEST(PackedMatrix, ARowHasTheSameBitsInAnyCompany) {
  const Product all(70, 300, 80);
  with_all_kernels([&](const PanelKernel& kernel) {
    const PackedMatrix matrix = all.packed(kernel);
    const auto together = all.computed(matrix);
    for (const size_t count : {1, 2, 3, 11, 12, 13, 24, 69}) {
      std::vector<float> out(count * all.outputs);
      const size_t first = 70 - count;
      matrix.multiply({all.in.data() + first * all.inputs, all.inputs}, count,
                      {out.data(), all.outputs});
      EXPECT_TRUE(same_bits(out, std::span(together).subspan(first * all.outputs)))
          << count << " rows";
    }
  });
}

TEST(PackedMatrix, Int8HasTheSameBitsOnEveryInstructionSet) {
  const Product product(9, 700, 50);
  std::vector<float> first;
  with_kernels(WeightFormat::kInt8, [&](const PanelKernel& kernel) {
    const auto out = product.computed(product.packed(kernel));
    if (first.empty()) first = out;
    EXPECT_TRUE(same_bits(out, first));
  });
}

TEST(PackedMatrix, PartsMakeTheWhole) {
  const Product product(9, 40, 150);
  with_all_kernels([&](const PanelKernel& kernel) {
    const PackedMatrix matrix = product.packed(kernel);
    std::vector<float> out(product.rows * product.outputs, NAN);
    for (size_t p = 0; p < matrix.panels(); ++p)
      matrix.multiply({product.in.data(), product.inputs}, product.rows,
                      {out.data(), product.outputs}, p, p + 1);
    EXPECT_TRUE(same_bits(out, product.computed(matrix)));
  });
}

TEST(PackedMatrix, LayersStandBehindOneAnother) {
  const Product product(4, 24, 50);
  with_all_kernels([&](const PanelKernel& kernel) {
    PackedMatrix matrix(50, 24, kernel);
    const std::span<const float> weight(product.weight);
    matrix.pack(weight.first(19 * 24));
    matrix.pack(weight.subspan(19 * 24), 19);
    EXPECT_TRUE(same_bits(product.computed(matrix), product.computed(product.packed(kernel))));
  });
}

TEST(PackedMatrix, WeightsMayBePackedAnew) {
  const Product before(4, 200, 50);
  Product after = before;
  for (size_t i = 20 * 200; i < 30 * 200; ++i) after.weight[i] *= -3.0F;
  with_all_kernels([&](const PanelKernel& kernel) {
    PackedMatrix matrix = before.packed(kernel);
    matrix.pack(std::span(after.weight).subspan(20 * 200, 10 * 200), 20);
    EXPECT_TRUE(same_bits(after.computed(matrix), after.computed(after.packed(kernel))));
  });
}

TEST(PackedMatrix, WhatIsNoNumberStaysSoInItsRow) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    Product product(3, 200, 40);
    product.in[200 + 150] = bad;
    with_all_kernels([&](const PanelKernel& kernel) {
      const auto out = product.computed(product.packed(kernel));
      for (size_t i = 0; i < out.size(); ++i)
        ASSERT_EQ(std::isfinite(out[i]), i / product.outputs != 1) << i;
    });
  }
}

TEST(PackedMatrix, ZerosGiveZeros) {
  Product product(3, 200, 40);
  std::fill_n(product.in.begin(), 200, 0.0F);
  std::fill_n(product.weight.begin(), 200, 0.0F);
  with_all_kernels([&](const PanelKernel& kernel) {
    const auto out = product.computed(product.packed(kernel));
    for (size_t i = 0; i < 40; ++i) EXPECT_EQ(out[i], 0.0F);
    EXPECT_EQ(out[40], 0.0F);
    EXPECT_NE(out[41], 0.0F);
  });
}

}  // namespace
}  // namespace dragoman::kernels
