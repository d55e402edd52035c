#include "training/schedule.h"

#include <gtest/gtest.h>

namespace dragoman::training {
namespace {

TEST(Schedule, WarmsUpLinearlyThenFallsToItsFloor) {
  const Schedule schedule{"cosine", 1.0, 0.1, 4, 24};
  EXPECT_DOUBLE_EQ(learning_rate_at(schedule, 0), 0.25);
  EXPECT_DOUBLE_EQ(learning_rate_at(schedule, 3), 1.0);
  EXPECT_DOUBLE_EQ(learning_rate_at(schedule, 4), 1.0);
  EXPECT_NEAR(learning_rate_at(schedule, 14), 0.55, 1e-12);
  EXPECT_NEAR(learning_rate_at(schedule, 24), 0.1, 1e-12);
  EXPECT_NEAR(learning_rate_at(schedule, 99), 0.1, 1e-12);
}

TEST(Schedule, LinearIsHalfwayInTheMiddle) {
  EXPECT_DOUBLE_EQ(learning_rate_at({"linear", 2.0, 0.0, 0, 10}, 5), 1.0);
}

TEST(Schedule, StaysAtItsFloorOnceTheDecayIsOver) {
  const Schedule schedule{"cosine", 1.0, 0.1, 0, 30, 0.5};
  EXPECT_GT(learning_rate_at(schedule, 14), 0.1);
  EXPECT_DOUBLE_EQ(learning_rate_at(schedule, 15), 0.1);
  EXPECT_DOUBLE_EQ(learning_rate_at(schedule, 29), 0.1);
}

TEST(Schedule, ConstantStaysAtItsPeak) {
  EXPECT_DOUBLE_EQ(learning_rate_at({"constant", 2.0, 0.0, 0, 10}, 9), 2.0);
}

}  // namespace
}  // namespace dragoman::training
