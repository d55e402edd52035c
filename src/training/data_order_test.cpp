#include "training/data_order.h"

#include <gtest/gtest.h>

#include <set>

namespace dragoman::training {
namespace {

TEST(DataOrder, VisitsEveryItemOnceAnEpoch) {
  DataOrder order(7, Rng(3));
  for (int64_t epoch = 0; epoch < 3; ++epoch) {
    std::set<int64_t> seen;
    for (int64_t i = 0; i < 7; ++i) seen.insert(order.item(epoch * 7 + i));
    EXPECT_EQ(seen.size(), 7U);
  }
}

TEST(DataOrder, IsAFunctionOfTheVisitAlone) {
  DataOrder straight(50, Rng(3));
  DataOrder jumping(50, Rng(3));
  for (const int64_t visit : {120, 3, 77, 49, 50}) {
    const int64_t jumped = jumping.item(visit);
    for (int64_t i = 0; i <= visit; ++i)
      if (i == visit) {
        EXPECT_EQ(straight.item(i), jumped);
      }
  }
}

TEST(DataOrder, ShufflesEveryEpochAnew) {
  DataOrder order(100, Rng(3));
  int64_t same = 0;
  for (int64_t i = 0; i < 100; ++i) same += order.item(i) == order.item(100 + i) ? 1 : 0;
  EXPECT_LT(same, 20);
}

}  // namespace
}  // namespace dragoman::training
