#include "training/health.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dragoman::training {
namespace {

Json healthy() {
  return {{"entropy", 0.4},
          {"kl", 0.05},
          {"frac_reward_zero_std", 0.1},
          {"clip_ratio/region_mean", 0.01},
          {"completions/clipped_ratio", 0.0},
          {"completions/mean_length", 20.0},
          {"grad_norm", 1.0},
          {"episodes/failed_ratio", 0.0},
          {"mt/copy_ratio", 0.0}};
}

// The alarms of `steps` steps with that value.
std::vector<std::string> alarms(Health& health, const char* name, const Json& value, int steps) {
  std::vector<std::string> all;
  for (int i = 0; i < steps; ++i) {
    Json metrics = healthy();
    metrics[name] = value;
    for (std::string& alarm : health.observe(metrics)) all.push_back(std::move(alarm));
  }
  return all;
}

TEST(Health, SaysNothingOfAHealthyRun) {
  Health health({});
  EXPECT_TRUE(alarms(health, "entropy", 0.3, 100).empty());
}

TEST(Health, NamesTheCauseAndWhatToTryOnce) {
  struct Case {
    const char* metric;
    double value;
    const char* cause;
    const char* remedy;
  };
  for (const Case& one : {Case{"entropy", 1e-3, "collapsed", "rl.temperature"},
                          Case{"kl", 3.0, "runs away", "algorithm.beta"},
                          Case{"frac_reward_zero_std", 0.9, "equal rewards", "num_generations"},
                          Case{"clip_ratio/region_mean", 0.5, "ratios", "epsilon"},
                          Case{"completions/clipped_ratio", 0.9, "do not end", "soft_overlong"},
                          Case{"grad_norm", 1e4, "explodes", "learning_rate"},
                          Case{"episodes/failed_ratio", 0.9, "fail", "reward"},
                          Case{"mt/copy_ratio", 0.9, "copy the source", "gate"}}) {
    Health health({});
    const auto raised = alarms(health, one.metric, one.value, 50);
    ASSERT_EQ(raised.size(), 1u) << one.metric;
    for (const char* part : {one.metric, one.cause, one.remedy})
      EXPECT_NE(raised[0].find(part), std::string::npos) << raised[0];
  }
}

TEST(Health, WaitsUntilItIsNoAccident) {
  Health health({});
  EXPECT_TRUE(alarms(health, "kl", 3.0, 4).empty());
  EXPECT_TRUE(alarms(health, "kl", 0.1, 1).empty());
  EXPECT_TRUE(alarms(health, "kl", 3.0, 4).empty());
  EXPECT_EQ(alarms(health, "kl", 3.0, 1).size(), 1u);
}

TEST(Health, RaisesNumbersThatAreNoneAtOnce) {
  Health health({});
  EXPECT_EQ(alarms(health, "grad_norm", nullptr, 1).size(), 1u);
  EXPECT_EQ(alarms(health, "kl", std::nan(""), 1).size(), 1u);
}

TEST(Health, NoticesAnswersThatGrowOrShrink) {
  for (const double length : {60.0, 5.0}) {
    Health health({});
    EXPECT_TRUE(alarms(health, "completions/mean_length", 20.0, 20).empty());
    const auto raised = alarms(health, "completions/mean_length", length, 10);
    ASSERT_EQ(raised.size(), 1u);
    EXPECT_NE(raised[0].find("length"), std::string::npos);
  }
}

TEST(Health, GoesOnCountingAfterAResume) {
  Health first({});
  EXPECT_TRUE(alarms(first, "kl", 3.0, 3).empty());
  Health resumed({});
  resumed.set_state(Json::parse(first.state().dump()));
  EXPECT_EQ(alarms(resumed, "kl", 3.0, 2).size(), 1u);
}

TEST(Health, CanBeTurnedOff) {
  Health health({.alarms = false});
  EXPECT_TRUE(alarms(health, "kl", 3.0, 30).empty());
}

}  // namespace
}  // namespace dragoman::training
