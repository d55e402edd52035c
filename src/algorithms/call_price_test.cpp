#include "algorithms/call_price.h"

#include <gtest/gtest.h>

#include <cmath>

#include "algorithms/credit.h"
#include "algorithms/success_table.h"
#include "base/random.h"
#include "config/recipe.h"

namespace dragoman::algorithms {
namespace {

constexpr Belief kUnknown;

Attempt native(double correct) { return {.correct = correct}; }
Attempt called(double correct, int64_t calls = 1) {
  return {.correct = correct, .calls = calls, .cost = static_cast<double>(calls)};
}

struct Choice {
  config::Part<CallPrice> price;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", price, "which price", call_price::catalog());
  }
};

std::unique_ptr<CallPrice> price(const std::string& name, const std::string& options = "") {
  return config::read_text<Choice>("name = \"" + name + "\"\n" + options).price.make();
}

// Right and wrong answers with and without calls, at random.
Attempts random_group(Rng& rng) {
  Attempts group;
  for (int i = 0; i < 8; ++i) {
    const double right = rng.uniform() < 0.5 ? 1.0 : 0.0;
    group.push_back(rng.uniform() < 0.5 ? native(right) : called(right));
    if (group.back().calls > 0) group.back().call_logprob = std::log(rng.uniform());
  }
  return group;
}

std::vector<double> correctness(const Attempts& group) {
  std::vector<double> all;
  for (const Attempt& attempt : group) all.push_back(attempt.correct);
  return all;
}

TEST(CallPrice, NothingIsChargedAtCostZero) {
  Rng rng(1);
  for (int draw = 0; draw < 200; ++draw) {
    const Attempts group = random_group(rng);
    for (const char* name : {"flat", "confidence", "correct", "advantage", "decision"})
      EXPECT_EQ(price(name, "cost_coef = 0.0")->rewards(group, {0.7, 0.7}), correctness(group));
    EXPECT_EQ(price("boundary", "eta = 0.0")->rewards(group, kUnknown), correctness(group));
  }
}

TEST(CallPrice, FlatChargesEveryCall) {
  EXPECT_EQ(price("flat", "cost_coef = 0.25")->rewards({native(1), called(1), called(0, 2)}, {}),
            (std::vector<double>{1.0, 0.75, -0.5}));
}

TEST(CallPrice, ConfidenceIsFreeWhereNoNativeAnswerSucceeds) {
  const Attempts group = {native(0), native(0), called(1), called(0)};
  // However sure earlier steps are: the group has shown nothing.
  EXPECT_EQ(price("confidence")->rewards(group, {1.0, 1.0}), correctness(group));
  const Attempts all_called = {called(1), called(1)};
  EXPECT_EQ(price("confidence")->rewards(all_called, {1.0, 1.0}), correctness(all_called));
}

TEST(CallPrice, ConfidenceIsFlatWhereNativeAnswersSucceed) {
  const Attempts group = {native(1), native(1), native(0), called(1), called(0)};
  // p0 = (2 + 0) / (3 + 1) = 0.5
  EXPECT_EQ(price("confidence")->rewards(group, kUnknown), price("flat")->rewards(group, kUnknown));
  EXPECT_EQ(price("confidence", "tau = 0.51")->rewards(group, kUnknown), correctness(group));
  // The language's earlier success counts as one attempt: (2 + 1) / 4.
  EXPECT_EQ(price("confidence", "tau = 0.51")->rewards(group, {1.0, 0.0}),
            price("flat")->rewards(group, kUnknown));
}

TEST(CallPrice, SoftConfidenceChargesByDegree) {
  const Attempts group = {native(1), called(1)};
  // p0 = (1 + 0.2) / 2 = 0.6, squared 0.36
  const auto rewards =
      price("confidence", "power = 2.0\ncost_coef = 0.5")->rewards(group, {0.2, 0.0});
  EXPECT_EQ(rewards[0], 1.0);
  EXPECT_NEAR(rewards[1], 1.0 - 0.5 * 0.36, 1e-12);
}

TEST(CallPrice, ARightCallBeatsAWrongAnswerWithoutOne) {
  Rng rng(2);
  for (int draw = 0; draw < 500; ++draw) {
    const Attempts group = random_group(rng);
    for (const char* name : {"flat", "confidence", "correct", "decision"}) {
      const auto rewards = price(name, "cost_coef = 0.99")->rewards(group, {0.6, 0.9});
      for (size_t i = 0; i < group.size(); ++i) {
        for (size_t j = 0; j < group.size(); ++j) {
          if (group[i].correct < 1.0 || group[j].correct > 0.0 || group[j].calls > 0) continue;
          EXPECT_GT(rewards[i], rewards[j]) << name;
        }
      }
    }
  }
}

TEST(CallPrice, OnlyRightAnswersPayUnderCorrect) {
  EXPECT_EQ(price("correct", "cost_coef = 0.25")->rewards({native(1), called(1, 2), called(0)}, {}),
            (std::vector<double>{1.0, 0.5, 0.0}));
}

TEST(CallPrice, NoAdvantageChangesItsSign) {
  Rng rng(3);
  int moved = 0;
  for (int draw = 0; draw < 500; ++draw) {
    const Attempts group = random_group(rng);
    const std::vector<double> before = standardized(correctness(group), 1e-4);
    const auto shaping =
        price("advantage", "cost_coef = 1.9\nkap = 0.5")->shaping(group, {0.5, 0.5}, before);
    for (size_t i = 0; i < before.size(); ++i) {
      EXPECT_GE(before[i] * (before[i] + shaping[i]), 0.0);
      if (shaping[i] != 0.0) ++moved;
      EXPECT_TRUE(group[i].calls == 0 || shaping[i] <= 1e-12);
    }
  }
  EXPECT_GT(moved, 100);
}

// The first trap of the reconstruction: standardising cancels the price where all are right.
TEST(CallPrice, StandardisedRewardsForgetThePriceInAGroupThatIsRight) {
  const Attempts group = {native(1), native(1), called(1), called(1)};
  const auto credit = [&](const std::string& coef, bool divide) {
    const auto rewards = price("confidence", "cost_coef = " + coef)->rewards(group, kUnknown);
    return divide ? standardized(rewards, 0.0) : minus_mean(rewards);
  };
  for (size_t i = 0; i < group.size(); ++i) {
    EXPECT_NEAR(credit("0.01", true)[i], credit("0.9", true)[i], 1e-9);
    EXPECT_NEAR(credit("0.01", false)[i] * 90.0, credit("0.9", false)[i], 1e-9);
  }
}

// The second: where all are right there is no advantage to move, but for the floor.
TEST(CallPrice, AdvantagesNeedAFloorInAGroupThatIsRight) {
  const Attempts group = {native(1), native(1), called(1), called(1)};
  const std::vector<double> none(4, 0.0);
  EXPECT_EQ(price("advantage")->shaping(group, kUnknown, none), none);
  const auto shaping = price("advantage", "floor = 0.1")->shaping(group, kUnknown, none);
  EXPECT_NEAR(shaping[0], 0.2 * 0.05, 1e-12);
  EXPECT_NEAR(shaping[3], -0.2 * 0.05, 1e-12);
}

TEST(CallPrice, ADecisionThatWasSureIsFree) {
  Attempts group = {native(0), called(1), called(1)};
  EXPECT_EQ(price("decision")->rewards(group, kUnknown), correctness(group));  // it was made to
  group[1].call_logprob = std::log(0.75);
  const auto rewards = price("decision", "cost_coef = 0.4")->rewards(group, kUnknown);
  EXPECT_NEAR(rewards[1], 1.0 - 0.4 * 0.25, 1e-12);
  EXPECT_NEAR(rewards[2], 1.0 - 0.4 * 0.25, 1e-12);
}

TEST(CallPrice, BoundaryDiscountsCallsThatHardlyHelp) {
  const auto boundary = price("boundary", "delta = 0.25\neta = 0.5");
  // pD = 1/4, pT = 3/4
  EXPECT_EQ(boundary->rewards({native(0), native(0), called(1), called(1)}, {})[2], 1.0);
  // pD = 3/4 = pT
  EXPECT_EQ(boundary->rewards({native(1), native(1), called(1), called(1)}, {}),
            (std::vector<double>{1.0, 1.0, 0.5, 0.5}));
  // Nobody answered without a call: earlier steps say how that goes.
  EXPECT_EQ(boundary->rewards({called(1), called(1)}, {0.9, 0.9})[0], 0.5);
  EXPECT_EQ(boundary->rewards({called(1), called(1)}, {0.1, 0.9})[0], 1.0);
}

TEST(CallPrice, FewestPraisesTheLeastCallsThatWereEnough) {
  const auto fewest = price("fewest", "max_calls = 2");
  EXPECT_EQ(fewest->rewards({native(1), native(0)}, {}), (std::vector<double>{1.0, 0.0}));
  const auto free = fewest->rewards({native(1), called(1), called(1, 2)}, {});
  EXPECT_NEAR(free[1], std::cos(M_PI / 4.0), 1e-12);
  EXPECT_GT(free[1], free[2]);
  const auto needed = fewest->rewards({native(0), called(1), called(1, 2)}, {});
  EXPECT_NEAR(needed[1], 1.0, 1e-12);
  EXPECT_NEAR(needed[2], std::sin(2.0 / 3.0 * M_PI), 1e-12);  // f = 4/3, n = 1
}

TEST(SuccessTable, FollowsEveryLanguageAndModeByItself) {
  SuccessTable table(0.9);
  EXPECT_EQ(table.rate("qaa", "native", 0.25), 0.25);
  table.observe("qaa", "native", {1.0, 0.0});
  EXPECT_EQ(table.rate("qaa", "native"), 0.5);
  table.observe("qaa", "native", {});
  table.observe("qaa", "native", {1.0});
  table.observe("qab", "native", {0.0});
  EXPECT_NEAR(table.rate("qaa", "native"), 0.55, 1e-12);
  EXPECT_EQ(table.rate("qaa", "called"), 0.0);
  SuccessTable again(0.9);
  again.set_state(parse_json(table.state().dump(), "state"));
  EXPECT_EQ(again.rates(), table.rates());
  EXPECT_EQ(again.rates().size(), 2U);
}

}  // namespace
}  // namespace dragoman::algorithms
