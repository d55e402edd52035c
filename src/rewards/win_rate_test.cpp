#include "rewards/win_rate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "rewards/judges_for_tests.h"

namespace dragoman::rewards {
namespace {

using Values = std::vector<std::optional<double>>;

std::string says(const std::string& better) {
  return Json{{"critique", "so"}, {"better", better}}.dump();
}

double first_of(const std::string& prompt) {
  return std::stod(between(prompt, "<translation A>\n", "\n</translation"));
}
double second_of(const std::string& prompt) {
  return std::stod(between(prompt, "<translation B>\n", "\n</translation"));
}

// Prefers the larger number.
std::string honest(const std::string& prompt) {
  const double a = first_of(prompt), b = second_of(prompt);
  return says(a > b ? "A" : a < b ? "B" : "same");
}

class WinRateTest : public testing::Test {
 protected:
  data::Row row_ = english_german().front();
  ScriptedJudge::Script script_{
      [](const std::string& prompt, const std::string&) { return honest(prompt); }};
  WinRateConfig config_;
};

TEST_F(WinRateTest, IsTheShareOfWinsInTheGroup) {
  const WinRate reward(config_, judge_of(script_));
  const auto values = reward.score(answers_to(row_, {"3", "1", "2", "3", ""}));
  // 3 beats 1, 2 and the empty one and ties with 3; the empty one loses to all.
  EXPECT_EQ(values, (Values{0.875, 0.25, 0.5, 0.875, 0.0}));
  EXPECT_EQ(script_.questions(), 6);  // three different pairs in both orders
  EXPECT_EQ(reward.score(answers_to(row_, {"5"})), Values{0.5});
}

TEST_F(WinRateTest, AJudgeThatOnlyLikesAPlaceTiesAllAndIsCounted) {
  script_.reply = [](const std::string&, const std::string&) { return says("A"); };
  const WinRate reward(config_, judge_of(script_));
  EXPECT_EQ(reward.score(answers_to(row_, {"3", "1", "2"})), (Values{0.5, 0.5, 0.5}));
  const auto report = reward.judge()->report();
  EXPECT_EQ(report.at("contradictions"), 3.0);
  EXPECT_EQ(report.at("pairs"), 3.0);
}

// One order alone would pay for its place.
TEST_F(WinRateTest, APairThatLacksOneOrderCountsForNothing) {
  script_.reply = [](const std::string& prompt, const std::string&) -> std::string {
    const double a = first_of(prompt), b = second_of(prompt);
    if (a == 1.0 && b == 3.0) return "";
    if (a == 2.0 && b == 1.0) return "B is better";
    return honest(prompt);
  };
  const WinRate reward(config_, judge_of(script_));
  EXPECT_EQ(reward.score(answers_to(row_, {"3", "1", "2"})), (Values{1.0, std::nullopt, 0.0}));
  const auto report = reward.judge()->report();
  EXPECT_EQ(report.at("lost/timeout"), 1.0);
  EXPECT_EQ(report.at("lost/unreadable"), 1.0);
  EXPECT_EQ(report.at("pairs"), 1.0);
}

TEST_F(WinRateTest, AFewOpponentsAreEnough) {
  config_.num_opponents = 2;
  const WinRate reward(config_, judge_of(script_));
  reward.score(answers_to(row_, {"1", "2", "3", "4", "5", "6", "7", "8"}));
  EXPECT_EQ(script_.questions(), 16);  // a ring of eight pairs
}

// A judge that errs in a share e of its judgements, independently of place and answer.
struct Noise {
  double right = 0.0;         // share of pairs that it is right about; a tie is half
  double contradictions = 0;  // share of pairs
};

Noise noise_of(double e, int pairs) {
  ScriptedJudge::Script script{[e](const std::string& prompt, const std::string&) {
    const bool errs = Rng(7).derive("noise").derive(prompt).uniform() < e;
    const bool first = (first_of(prompt) > second_of(prompt)) != errs;
    return says(first ? "A" : "B");
  }};
  std::vector<data::Row> rows(static_cast<size_t>(pairs));
  std::vector<Judged> items;
  for (int i = 0; i < pairs; ++i) {
    data::Row& row = rows[static_cast<size_t>(i)];
    row = row_of("Sentence " + std::to_string(i), {});
    items.push_back(judged(row, i % 2 == 0 ? "1" : "2"));
    items.push_back(judged(row, i % 2 == 0 ? "2" : "1"));
  }
  const WinRate reward({}, judge_of(script));
  const auto values = reward.score(items);
  Noise noise;
  for (size_t i = 0; i < items.size(); ++i)
    if (items[i].hypothesis == "2") noise.right += *values[i] / pairs;
  noise.contradictions = reward.judge()->report()["contradictions"] / pairs;
  return noise;
}

// Its accuracy is 1 - e, and it contradicts itself in 2e(1-e) of the pairs (win_rate.h).
TEST(WinRateNoise, AccuracyFallsWithTheJudgesErrorsAsTheorySays) {
  constexpr int kPairs = 800;
  for (const double e : {0.0, 0.1, 0.3, 0.5}) {
    const Noise noise = noise_of(e, kPairs);
    const double tied = 2.0 * e * (1.0 - e);
    // The mean of two independent judgements; four deviations, and rounding.
    const double right = 4.0 * std::sqrt(e * (1.0 - e) / 2.0 / kPairs) + 1e-9;
    EXPECT_NEAR(noise.right, 1.0 - e, right) << e;
    const double twice = 4.0 * std::sqrt(tied * (1.0 - tied) / kPairs) + 1e-9;
    EXPECT_NEAR(noise.contradictions, tied, twice) << e;
  }
}

}  // namespace
}  // namespace dragoman::rewards
