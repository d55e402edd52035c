#include "kernels/packed_matrix.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "base/random.h"

namespace dragoman::kernels {
namespace {

std::vector<float> drawn(size_t count, Rng stream) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(stream.normal());
  return values;
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

  double exact(size_t row, size_t output) const {
    double sum = 0.0;
    for (size_t i = 0; i < inputs; ++i)
      sum += double{in[row * inputs + i]} * weight[output * inputs + i];
    return sum;
  }

  PackedMatrix packed() const {
    PackedMatrix matrix(outputs, inputs);
    matrix.pack(weight);
    return matrix;
  }

  std::vector<float> computed(const PackedMatrix& matrix) const {
    std::vector<float> out(rows * outputs, NAN);
    matrix.multiply({in.data(), inputs}, rows, {out.data(), outputs});
    return out;
  }
};

TEST(PackedMatrix, MultipliesEveryShape) {
  for (const size_t rows : {1, 2, 5, 12, 13, 100})
    for (const size_t inputs : {1, 7, 64, 1100})
      for (const size_t outputs : {1, 16, 33, 96}) {
        const Product product(rows, inputs, outputs);
        const auto out = product.computed(product.packed());
        for (size_t r = 0; r < rows; ++r)
          for (size_t o = 0; o < outputs; ++o)
            ASSERT_NEAR(out[r * outputs + o], product.exact(r, o), 4e-4)
                << rows << "x" << inputs << "x" << outputs << " at " << r << ", " << o;
      }
}

TEST(PackedMatrix, ARowHasTheSameBitsInAnyCompany) {
  const Product all(70, 96, 80);
  const PackedMatrix matrix = all.packed();
  const auto together = all.computed(matrix);
  for (const size_t count : {1, 2, 3, 11, 12, 13, 24, 69}) {
    std::vector<float> out(count * all.outputs);
    const size_t first = 70 - count;
    matrix.multiply({all.in.data() + first * all.inputs, all.inputs}, count,
                    {out.data(), all.outputs});
    EXPECT_EQ(std::memcmp(out.data(), together.data() + first * all.outputs, out.size() * 4), 0)
        << count << " rows";
  }
}

TEST(PackedMatrix, PartsMakeTheWhole) {
  const Product product(9, 40, 150);
  const PackedMatrix matrix = product.packed();
  std::vector<float> out(product.rows * product.outputs, NAN);
  for (size_t p = 0; p < matrix.panels(); ++p)
    matrix.multiply({product.in.data(), product.inputs}, product.rows,
                    {out.data(), product.outputs}, p, p + 1);
  EXPECT_EQ(out, product.computed(matrix));
}

TEST(PackedMatrix, LayersStandBehindOneAnother) {
  const Product product(4, 24, 50);
  PackedMatrix matrix(50, 24);
  const std::span<const float> weight(product.weight);
  matrix.pack(weight.first(19 * 24));
  matrix.pack(weight.subspan(19 * 24), 19);
  EXPECT_EQ(product.computed(matrix), product.computed(product.packed()));
}

}  // namespace
}  // namespace dragoman::kernels
