#include "algorithms/credit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "algorithms/batches_for_tests.h"

namespace dragoman::algorithms {
namespace {

TEST(Spread, KnowsMeanAndBesselCorrectedDeviation) {
  const std::vector<double> values{1.0, 2.0, 4.0};
  const Spread spread = spread_of(values);
  EXPECT_DOUBLE_EQ(spread.mean, 7.0 / 3.0);
  EXPECT_NEAR(spread.std, std::sqrt(7.0 / 3.0), 1e-15);
  EXPECT_FALSE(spread.flat);
}

TEST(Spread, SurvivesAHugeCommonOffset) {
  const std::vector<double> values{1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0};
  EXPECT_NEAR(spread_of(values).std, 1.0, 1e-6);
}

TEST(Spread, IsTheSameToTheLastBitInAnyOrder) {
  Rng rng(1);
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) values.push_back(rng.normal());
  const Spread expected = spread_of(values);
  for (int i = 0; i < 20; ++i) {
    rng.shuffle(values);
    EXPECT_EQ(spread_of(values).mean, expected.mean);
    EXPECT_EQ(spread_of(values).std, expected.std);
  }
}

TEST(Spread, CallsNoneAndOneFlat) {
  EXPECT_TRUE(spread_of({}).flat);
  const std::vector<double> one{0.3};
  EXPECT_TRUE(spread_of(one).flat);
  EXPECT_EQ(spread_of(one).std, 0.0);
}

TEST(Credit, IsExactlyZeroForEqualRewardsThatAreNotExactInBinary) {
  for (const size_t count : {2U, 3U, 5U, 7U}) {
    const std::vector<double> values(count, 0.7);
    for (const double credit : minus_mean(values)) EXPECT_EQ(credit, 0.0);
    for (const double credit : minus_mean_of_others(values)) EXPECT_EQ(credit, 0.0);
    for (const double credit : standardized(values, 1e-8)) EXPECT_EQ(credit, 0.0);
  }
}

TEST(Credit, LeavesOneOutAsTheMeanOfTheOthers) {
  const std::vector<double> values{0.2, 0.5, 0.9, 0.1};
  const std::vector<double> credit = minus_mean_of_others(values);
  EXPECT_NEAR(credit[0], 0.2 - (0.5 + 0.9 + 0.1) / 3.0, 1e-15);
  EXPECT_NEAR(credit[2], 0.9 - (0.2 + 0.5 + 0.1) / 3.0, 1e-15);
}

TEST(Credit, OfALoneSampleIsZero) {
  const std::vector<double> one{5.0};
  EXPECT_EQ(minus_mean_of_others(one).at(0), 0.0);
  EXPECT_EQ(minus_mean(one).at(0), 0.0);
}

TEST(Credit, StaysBoundedWhenAllButOneAreEqual) {
  std::vector<double> values(8, 0.95);
  values[0] = 0.0;
  for (const double credit : minus_mean_of_others(values)) EXPECT_LE(std::abs(credit), 0.9501);
  for (const double credit : standardized(values, 1e-4)) {
    EXPECT_LE(std::abs(credit), std::sqrt(8.0));
  }
}

TEST(Credit, DoesNotBlowUpDifferencesOfNoise) {
  const std::vector<double> values{0.5, 0.5 + 1e-7, 0.5, 0.5 - 1e-7};
  for (const double credit : standardized(values, 1e-4)) EXPECT_LT(std::abs(credit), 2e-3);
}

TEST(Groups, GoByIdAndNotByPosition) {
  std::vector<episodes::EpisodeGroup> lists{{episode_with(1, 0.1, 2), episode_with(2, 0.2, 2)},
                                            {episode_with(2, 0.3, 2), episode_with(1, 0.4, 2)}};
  const auto by_group = usable_by_group(lists);
  ASSERT_EQ(by_group.size(), 2U);
  EXPECT_EQ(rewards_of(by_group.at(1)), (std::vector<double>{0.1, 0.4}));
  EXPECT_EQ(rewards_of(by_group.at(2)), (std::vector<double>{0.2, 0.3}));
}

TEST(Groups, LeaveOutWhatFailedOrIsNotFinite) {
  std::vector<episodes::EpisodeGroup> lists{
      group_with(1, {0.1, std::nan(""), std::numeric_limits<double>::infinity(), 0.4, 9.0})};
  lists[0][4].status = episodes::Status::kFailed;
  lists[0][4].advantages = {1.0F};
  const auto by_group = usable_by_group(lists);
  EXPECT_EQ(rewards_of(by_group.at(1)), (std::vector<double>{0.1, 0.4}));
  EXPECT_EQ(lists[0][1].status, episodes::Status::kFailed);
  EXPECT_NE(lists[0][2].why.find("not a finite number"), std::string::npos);
  EXPECT_TRUE(lists[0][4].advantages.empty());
}

TEST(Groups, GiveEverySampledTokenTheAdvantage) {
  episodes::Episode episode = episode_with(1, 0.0, 3);
  give(episode, -0.5);
  EXPECT_EQ(episode.advantages, (std::vector<float>{-0.5F, -0.5F, -0.5F}));
}

}  // namespace
}  // namespace dragoman::algorithms
