#include "evaluation/pareto.h"

#include <gtest/gtest.h>

#include <numeric>

namespace dragoman::evaluation {
namespace {

std::vector<size_t> rows(size_t count) {
  std::vector<size_t> all(count);
  std::iota(all.begin(), all.end(), size_t{0});
  return all;
}

PriceShare share(const std::vector<PricedSystem>& systems, size_t system, double highest = 1.0) {
  const PriceQuestion question{systems, price_grid(highest, 101), 200, Rng(1)};
  return best_share(question, system, rows(systems[0].values.size()));
}

PricedSystem always(size_t count, double value, double cost) {
  return {std::vector<double>(count, value), std::vector<double>(count, cost)};
}

TEST(Pareto, AGridHasBothEnds) {
  EXPECT_EQ(price_grid(0.5, 3), (std::vector<double>{0.0, 0.25, 0.5}));
}

// Worth 1 - l, 0.9 - 0.5 l and 0.5: the lines cross at l = 0.2 and l = 0.8.
TEST(Pareto, AShareIsWhatTheLinesLeave) {
  const std::vector<PricedSystem> systems = {always(10, 1.0, 1.0), always(10, 0.9, 0.5),
                                             always(10, 0.5, 0.0)};
  EXPECT_NEAR(share(systems, 0).share, 0.2, 0.011);
  EXPECT_NEAR(share(systems, 1).share, 0.6, 0.011);
  EXPECT_NEAR(share(systems, 2).share, 0.2, 0.011);
  EXPECT_EQ(share(systems, 1).low, share(systems, 1).high);  // rows are all alike
}

TEST(Pareto, WhoIsDominatedIsNeverTheBest) {
  const std::vector<PricedSystem> systems = {always(10, 1.0, 0.5), always(10, 0.9, 0.6)};
  EXPECT_EQ(share(systems, 0).share, 1.0);
  EXPECT_EQ(share(systems, 1).share, 0.0);
  EXPECT_EQ(share(systems, 1).high, 0.0);
}

TEST(Pareto, EqualsAreBothTheBest) {
  const std::vector<PricedSystem> systems = {always(4, 0.7, 0.3), always(4, 0.7, 0.3)};
  EXPECT_EQ(share(systems, 0).share, 1.0);
  EXPECT_EQ(share(systems, 1).share, 1.0);
}

// One row in two is answered by both systems alike; the others decide, and they vary.
TEST(Pareto, AnIntervalHoldsTheShareAndShrinksWithTheRows) {
  const auto mixed = [](size_t count) {
    std::vector<PricedSystem> systems = {always(count, 1.0, 1.0), always(count, 0.0, 0.0)};
    for (size_t i = 0; i < count; i += 2) systems[1].values[i] = 1.0;
    return systems;
  };
  const PriceShare few = share(mixed(40), 0), many = share(mixed(4000), 0);
  EXPECT_NEAR(many.share, 0.5, 0.011);
  EXPECT_LE(few.low, few.share);
  EXPECT_GE(few.high, few.share);
  EXPECT_LT(many.high - many.low, 0.05);
  EXPECT_GT(few.high - few.low, 2 * (many.high - many.low));
}

}  // namespace
}  // namespace dragoman::evaluation
