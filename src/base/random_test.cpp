#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace dragoman {
namespace {

TEST(Rng, GivesTheSameDrawsForTheSameName) {
  Rng first = Rng(7).derive("sample", 1, 2);
  Rng second = Rng(7).derive("sample", 1, 2);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(first.next(), second.next());
}

TEST(Rng, StreamsDifferByNameAndByIndex) {
  const Rng root(7);
  EXPECT_NE(root.derive("a", 1).next(), root.derive("b", 1).next());
  EXPECT_NE(root.derive("a", 1).next(), root.derive("a", 2).next());
  EXPECT_NE(root.derive("a", 1, 2).next(), root.derive("a", 2, 1).next());
}

TEST(Rng, DeriveDoesNotDependOnWhatWasDrawn) {
  Rng drawn(3);
  drawn.next();
  EXPECT_EQ(drawn.derive("x").next(), Rng(3).derive("x").next());
}

TEST(Rng, ContinuesFromItsRecordedPosition) {
  Rng rng(9);
  for (int i = 0; i < 5; ++i) rng.next();
  Rng copy = Rng::at(rng.key(), rng.position());
  EXPECT_EQ(rng.next(), copy.next());
}

TEST(Rng, BelowIsUniform) {
  Rng rng(1);
  std::array<int, 10> counts{};
  for (int i = 0; i < 100000; ++i) ++counts[rng.below(10)];
  double chi_square = 0.0;
  for (const int count : counts) chi_square += std::pow(count - 10000.0, 2) / 10000.0;
  EXPECT_LT(chi_square, 27.9);  // p = 0.001 at 9 degrees of freedom
}

TEST(Rng, NormalHasMeanZeroAndVarianceOne) {
  Rng rng(2);
  double sum = 0.0;
  double squares = 0.0;
  const int count = 100000;
  for (int i = 0; i < count; ++i) {
    const double draw = rng.normal();
    sum += draw;
    squares += draw * draw;
  }
  EXPECT_NEAR(sum / count, 0.0, 0.015);
  EXPECT_NEAR(squares / count, 1.0, 0.02);
}

TEST(Rng, ShuffleIsAPermutation) {
  std::vector<int> values{1, 2, 3, 4, 5, 6};
  Rng(4).shuffle(values);
  std::vector<int> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, (std::vector<int>{1, 2, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace dragoman
