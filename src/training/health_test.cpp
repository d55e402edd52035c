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

// Steps in which the policy nears what pays and, from step 30 on, leaves what it is for.
std::vector<std::string> pleasing(Health& health, int from, int to, double fall) {
  std::vector<std::string> all;
  for (int step = from; step < to; ++step) {
    Json metrics = healthy();
    metrics["mt/refinement/similarity"] = 0.5 + 0.004 * step + 0.01 * (step % 2);
    metrics["mt/reference_similarity"] = 0.6 - fall * std::max(0, step - 30) + 0.01 * (step % 2);
    for (std::string& alarm : health.observe(metrics)) all.push_back(std::move(alarm));
  }
  return all;
}

TEST(Health, NoticesAPolicyThatPleasesItsTeacher) {
  Health health({});
  const auto raised = pleasing(health, 0, 100, 0.005);
  ASSERT_EQ(raised.size(), 1u);
  for (const char* part : {"mt/refinement/similarity", "mt/reference_similarity", "teacher"})
    EXPECT_NE(raised[0].find(part), std::string::npos) << raised[0];
  Health other({});
  EXPECT_TRUE(pleasing(other, 0, 100, 0.0).empty());
  EXPECT_TRUE(pleasing(other, 100, 200, -0.001).empty());
}

TEST(Health, WatchesAnyTwoMetricsAndGoesOnAfterAResume) {
  HealthSection section;
  section.paid_metric = "rewards/comet/mean";
  section.true_metric = "eval/comet";
  const auto observe = [&](Health& health, int step) {
    Json metrics = {{"rewards/comet/mean", 0.01 * step}};
    if (step % 5 == 0) metrics["eval/comet"] = 0.8 - 0.004 * step;
    return health.observe(metrics);
  };
  size_t raised = 0;
  Health first(section);
  for (int step = 0; step < 20; ++step) raised += observe(first, step).size();
  EXPECT_EQ(raised, 0u);
  Health resumed(section);
  resumed.set_state(Json::parse(first.state().dump()));
  for (int step = 20; step < 100; ++step) raised += observe(resumed, step).size();
  EXPECT_EQ(raised, 1u);
}

TEST(Health, CanBeTurnedOff) {
  Health health({.alarms = false});
  EXPECT_TRUE(alarms(health, "kl", 3.0, 30).empty());
}

}  // namespace
}  // namespace dragoman::training
