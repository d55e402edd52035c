#include "training/schedule.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

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

// get_wsd_schedule of transformers 5.23: 4 steps of warm-up, 8 of decay, 24 in all, min_lr_ratio
// 0.1.
TEST(Schedule, StaysStableThenFallsAsInTransformers) {
  const std::vector<int64_t> steps = {4, 15, 16, 18, 22, 23, 25};
  const std::map<std::string, std::vector<double>> expected = {
      {"linear", {1.0, 1.0, 1.0, 0.775, 0.325, 0.2125, 0.1}},
      {"cosine", {1.0, 1.0, 1.0, 0.868198052, 0.231801948, 0.13425421, 0.1}},
      {"1-sqrt", {1.0, 1.0, 1.0, 0.55, 0.220577137, 0.158127088, 0.1}}};
  for (const auto& [type, rates] : expected) {
    const Schedule schedule{"warmup_stable_decay", 1.0, 0.1, 4, 24, 1.0, 8, type};
    for (size_t i = 0; i < steps.size(); ++i)
      EXPECT_NEAR(learning_rate_at(schedule, steps[i]), rates[i], 1e-8) << type << steps[i];
  }
}

TEST(Schedule, ConstantStaysAtItsPeak) {
  EXPECT_DOUBLE_EQ(learning_rate_at({"constant", 2.0, 0.0, 0, 10}, 9), 2.0);
}

}  // namespace
}  // namespace dragoman::training
