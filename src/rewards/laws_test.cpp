// Laws that hold for every reward of the catalogue.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "rewards/rewards_for_tests.h"

namespace dragoman::rewards {
namespace {

class EveryReward : public testing::TestWithParam<std::string> {
 protected:
  std::vector<data::Row> rows_ = english_german();
  std::unique_ptr<Reward> reward_ = reward_of(GetParam(), "", rows_);
};

std::vector<std::string> strange_hypotheses() {
  std::string endless;
  for (int i = 0; i < 3000; ++i) endless += "und ";
  return {"",
          " \n\t ",
          "Der alte Mann geht langsam durch den Schnee.",
          "😀😀",
          "\xff\xfe\xc3",
          std::string(1, '\0'),
          "ﷺ مرحبا بالعالم",
          "雪の中を歩く",
          endless};
}

TEST_P(EveryReward, IsFiniteAndBoundedForWhateverWasSaid) {
  for (const std::string& hypothesis : strange_hypotheses()) {
    for (const data::Row& row : rows_) {
      const std::optional<double> value = score_of(*reward_, judged(row, hypothesis));
      ASSERT_TRUE(value && std::isfinite(*value)) << hypothesis.substr(0, 20);
      EXPECT_LE(*value, 1.0);
      EXPECT_GE(*value, -1.0);
      if (reward_->kind() == RewardKind::kGate) {
        EXPECT_TRUE(*value == 0.0 || *value == 1.0);
      }
    }
  }
}

TEST_P(EveryReward, DoesNotDependOnWhatElseIsInTheBatch) {
  const std::vector<std::string> hypotheses = strange_hypotheses();
  std::vector<Judged> items;
  for (const data::Row& row : rows_) {
    for (const std::string& hypothesis : hypotheses) items.push_back(judged(row, hypothesis));
  }
  const auto together = reward_->score(items);
  for (size_t i = 0; i < items.size(); ++i) EXPECT_EQ(score_of(*reward_, items[i]), together[i]);
}

TEST_P(EveryReward, GivesAReferenceTheBestAnswerCanGet) {
  for (const data::Row& row : rows_) {
    for (const std::string& reference : row.references) {
      const double best = *score_of(*reward_, judged(row, reference));
      for (const std::string& hypothesis : strange_hypotheses()) {
        EXPECT_GE(best + 1e-12, *score_of(*reward_, judged(row, hypothesis)));
      }
    }
  }
}

TEST_P(EveryReward, ExplainsItselfAndEveryOption) {
  const auto& row = catalog().at(GetParam());
  EXPECT_GT(std::string(row.sentence).size(), 15U);
  for (const config::Option& option : row.options()->describe()) {
    EXPECT_FALSE(option.help.empty()) << option.name;
  }
}

// Outside programs and judges say what they like; learned rewards are held against their models by
// tests/oracles/test_scorers.py.
bool needs_model(const std::vector<config::Option>& options) {
  return std::any_of(options.begin(), options.end(), [](const config::Option& option) {
    return option.name == "model" || option.name == "checkpoint" || option.name == "command" ||
           option.name == "judge";
  });
}

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& row : catalog().rows())
    if (!needs_model(row.options()->describe())) found.emplace_back(row.name);
  return found;
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryReward, testing::ValuesIn(names()),
                         [](const auto& entry) { return entry.param; });

}  // namespace
}  // namespace dragoman::rewards
