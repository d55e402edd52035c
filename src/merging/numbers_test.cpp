#include "merging/numbers.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/random.h"

namespace dragoman::merging {
namespace {

std::vector<uint16_t> write(const std::vector<float>& values, const std::string& dtype) {
  std::vector<uint16_t> numbers(values.size());
  EXPECT_TRUE(write_floats(values, dtype, reinterpret_cast<std::byte*>(numbers.data())));
  return numbers;
}

std::vector<float> read(const std::vector<uint16_t>& numbers, const std::string& dtype) {
  std::vector<float> values(numbers.size());
  const auto bytes = std::as_bytes(std::span(numbers));
  EXPECT_TRUE(read_floats({dtype, {static_cast<int64_t>(numbers.size())}, bytes}, 0, values));
  return values;
}

std::vector<uint16_t> all_finite_numbers(uint16_t exponent) {
  std::vector<uint16_t> numbers;
  for (uint32_t bits = 0; bits < 0x10000U; ++bits)
    if ((bits & exponent) != exponent) numbers.push_back(static_cast<uint16_t>(bits));
  return numbers;
}

TEST(MergingNumbers, EveryHalfComesBack) {
  const auto numbers = all_finite_numbers(0x7c00U);
  const auto values = read(numbers, "F16");
  EXPECT_EQ(write(values, "F16"), numbers);
  for (size_t i = 0; i < numbers.size(); ++i) {
    const int exponent = numbers[i] >> 10 & 31, fraction = numbers[i] & 1023;
    const double size =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    ASSERT_EQ(std::abs(values[i]), static_cast<float>(size)) << numbers[i];
    ASSERT_EQ(std::signbit(values[i]), numbers[i] >= 0x8000U);
  }
}

TEST(MergingNumbers, EveryBfloat16ComesBack) {
  const auto numbers = all_finite_numbers(0x7f80U);
  EXPECT_EQ(write(read(numbers, "BF16"), "BF16"), numbers);
}

// Between two neighbours the nearer one is written, in the middle the even one.
void expect_nearest(const std::string& dtype, uint16_t largest) {
  Rng rng(3);
  for (int draw = 0; draw < 20000; ++draw) {
    const auto low = static_cast<uint16_t>(rng.below(largest));
    const auto ends = read({low, static_cast<uint16_t>(low + 1)}, dtype);
    const auto middle = static_cast<float>((double{ends[0]} + double{ends[1]}) / 2);
    const auto written =
        write({std::nextafter(middle, -INFINITY), middle, std::nextafter(middle, INFINITY)}, dtype);
    ASSERT_EQ(written[0], low);
    ASSERT_EQ(written[1], low % 2 == 0 ? low : low + 1);
    ASSERT_EQ(written[2], low + 1);
  }
}

TEST(MergingNumbers, RoundToNearestTiesToEven) {
  expect_nearest("F16", 0x7bffU);
  expect_nearest("BF16", 0x7f7eU);
}

TEST(MergingNumbers, TellsWhatCannotBeHeld) {
  uint16_t number;
  const auto held = [&](float value, const std::string& dtype) {
    return write_floats({&value, 1}, dtype, reinterpret_cast<std::byte*>(&number));
  };
  EXPECT_TRUE(held(65519.0F, "F16"));
  EXPECT_FALSE(held(65520.0F, "F16"));
  EXPECT_FALSE(held(-1e30F, "F16"));
  EXPECT_FALSE(held(3.4e38F, "BF16"));
  EXPECT_FALSE(held(std::nanf(""), "BF16"));
}

TEST(MergingNumbers, TellsWhatIsNotFinite) {
  std::vector<float> values{1.0F, INFINITY, 2.0F}, out(1);
  const checkpoints::StoredTensor tensor{"F32", {3}, std::as_bytes(std::span(values))};
  EXPECT_FALSE(read_floats(tensor, 1, out));
  EXPECT_TRUE(read_floats(tensor, 2, out));
  EXPECT_EQ(out[0], 2.0F);
}

}  // namespace
}  // namespace dragoman::merging
