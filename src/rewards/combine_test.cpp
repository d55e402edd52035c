#include "rewards/combine.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "rewards/item_reward.h"
#include "rewards/rewards_for_tests.h"

namespace dragoman::rewards {
namespace {

// Earns its hypothesis's length / 10; "nan", "throw" and "none" fail in their own way.
class Lengthy final : public ItemReward {
  std::optional<double> score_one(const Judged& item) const override {
    if (item.hypothesis == "throw") throw_failure("the scorer is down");
    if (item.hypothesis == "nan") return std::nan("");
    if (item.hypothesis == "inf") return HUGE_VAL;
    if (item.hypothesis == "none") return std::nullopt;
    return static_cast<double>(item.hypothesis.size()) / 10.0;
  }
};

class NoBang final : public ItemGate {
  bool passes(const Judged& item) const override {
    return item.hypothesis.find('!') == std::string_view::npos;
  }
};

RewardPart part(const Entry& entry, double weight = 1.0, const std::string& label = "") {
  RewardPart made;
  made.reward = Part(entry);
  made.weight = weight;
  made.label = label;
  return made;
}

const Entry kLengthy = make_entry<Lengthy>("lengthy", "Counts bytes.");
const Entry kNoBang = make_entry<NoBang>("no_bang", "Forbids exclamation marks.");

struct Recipe {
  std::vector<RewardPart> rewards;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("rewards", rewards, "what is good");
  }
};

class Combination : public testing::Test {
 protected:
  std::vector<Verdict> judge(const std::vector<RewardPart>& parts,
                             const std::vector<std::string>& hypotheses, RewardRules rules = {}) {
    const RewardSet set(parts, rules, {.rows = rows_});
    std::vector<Judged> items;
    for (const std::string& hypothesis : hypotheses) {
      items.push_back(judged(rows_[items.size() % rows_.size()], hypothesis));
    }
    return set.judge(items);
  }

  std::string error_of(const std::vector<RewardPart>& parts,
                       const std::vector<std::string>& hypotheses) {
    try {
      judge(parts, hypotheses);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  std::vector<data::Row> rows_ = english_german();
};

TEST_F(Combination, AddsScoresWithTheirWeightsAndKeepsEachByName) {
  const auto verdicts = judge({part(kLengthy, 2.0), part(kLengthy, -0.5, "again")}, {"abcde", ""});
  EXPECT_DOUBLE_EQ(*verdicts[0].reward, 0.75);
  EXPECT_DOUBLE_EQ(verdicts[0].parts.at("lengthy"), 0.5);
  EXPECT_DOUBLE_EQ(verdicts[0].parts.at("again"), 0.5);
  EXPECT_DOUBLE_EQ(*verdicts[1].reward, 0.0);
}

TEST_F(Combination, GivesTheFloorWhereAGateCloses) {
  RewardRules rules;
  rules.reward_floor = -0.25;
  const auto verdicts = judge({part(kLengthy), part(kNoBang)}, {"abcde", "abcd!"}, rules);
  EXPECT_DOUBLE_EQ(*verdicts[0].reward, 0.5);
  EXPECT_DOUBLE_EQ(*verdicts[1].reward, -0.25);
  EXPECT_DOUBLE_EQ(verdicts[1].parts.at("lengthy"), 0.5);
  EXPECT_DOUBLE_EQ(verdicts[1].parts.at("no_bang"), 0.0);
}

TEST_F(Combination, MarksOnlyTheAnswerWhoseRewardFailed) {
  const std::vector<std::string> hypotheses{"a", "nan", "b", "throw", "c", "none", "d", "inf", "e"};
  const auto verdicts = judge({part(kLengthy), part(kNoBang)}, hypotheses);
  for (size_t i = 0; i < hypotheses.size(); ++i) {
    const bool fails = hypotheses[i].size() > 1;
    EXPECT_EQ(verdicts[i].reward.has_value(), !fails) << hypotheses[i];
    EXPECT_EQ(verdicts[i].parts.count("lengthy"), fails ? 0U : 1U);
    EXPECT_EQ(verdicts[i].parts.count("no_bang"), 1U);
  }
  EXPECT_NE(verdicts[3].why.find("lengthy failed: the scorer is down"), std::string::npos);
  EXPECT_NE(verdicts[1].why.find("not a finite number"), std::string::npos);
}

TEST_F(Combination, StopsWhenMostAnswersHaveNoReward) {
  EXPECT_EQ(error_of({part(kLengthy)}, {"a", "throw"}), "");
  const std::string error = error_of({part(kLengthy)}, {"a", "throw", "nan"});
  EXPECT_NE(error.find("2 of 3"), std::string::npos) << error;
  EXPECT_NE(error.find("the scorer is down"), std::string::npos) << error;
}

TEST_F(Combination, RefusesRecipesThatCannotTellAnswersApart) {
  EXPECT_NE(error_of({part(kNoBang)}, {}).find("no score"), std::string::npos);
  EXPECT_NE(error_of({}, {}).find("no score"), std::string::npos);
  EXPECT_NE(error_of({part(kLengthy), part(kLengthy)}, {}).find("another label"),
            std::string::npos);
}

TEST_F(Combination, DoesNotDependOnTheOrderOfTheItems) {
  std::vector<std::string> hypotheses;
  for (int i = 0; i < 60; ++i) hypotheses.push_back(std::string(static_cast<size_t>(i % 9), 'x'));
  const auto verdicts = judge({part(kLengthy)}, hypotheses);
  for (size_t i = 0; i < hypotheses.size(); ++i) {
    EXPECT_DOUBLE_EQ(*verdicts[i].reward, static_cast<double>(hypotheses[i].size()) / 10.0);
  }
}

TEST_F(Combination, ReadsItsPartsFromARecipe) {
  const auto recipe = config::read_text<Recipe>(
      "[[rewards]]\nname = \"chrf\"\nweight = 0.5\nword_order = 2\n"
      "[[rewards]]\nname = \"length\"\nmax_ratio = 2.0\n");
  const RewardSet set(recipe.rewards, {}, {.rows = rows_});
  EXPECT_EQ(set.labels(), (std::vector<std::string>{"chrf", "length"}));
  const std::vector<Judged> items{judged(rows_[0], rows_[0].references[0])};
  EXPECT_DOUBLE_EQ(*set.judge(items)[0].reward, 0.5);
}

}  // namespace
}  // namespace dragoman::rewards
