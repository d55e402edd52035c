#include "rewards/group_ranking.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "rewards/judges_for_tests.h"

namespace dragoman::rewards {
namespace {

using Values = std::vector<std::optional<double>>;

// The answers that a prompt shows, in its order.
std::vector<std::string> shown(const std::string& prompt) {
  std::vector<std::string> answers;
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    const std::string name = std::string("translation ") + letter + ">\n";
    if (prompt.find("<" + name) == std::string::npos) break;
    answers.push_back(between(prompt, "<" + name, "\n</translation"));
  }
  return answers;
}

// Scores answers by the number that they are.
std::string honest(const std::string& prompt) {
  const std::vector<std::string> answers = shown(prompt);
  Json scores = Json::object();
  std::vector<std::pair<double, std::string>> order;
  for (size_t i = 0; i < answers.size(); ++i) {
    const std::string letter(1, static_cast<char>('A' + i));
    scores[letter] = std::stod(answers[i]);
    order.emplace_back(-std::stod(answers[i]), letter);
  }
  std::sort(order.begin(), order.end());
  Json ranking = Json::array();
  for (const auto& [score, letter] : order) ranking.push_back(letter);
  return Json{{"comparison", "so"}, {"ranking", ranking}, {"scores", scores}}.dump();
}

class GroupRankingTest : public testing::Test {
 protected:
  data::Row row_ = english_german().front();
  ScriptedJudge::Script script_{
      [](const std::string& prompt, const std::string&) { return honest(prompt); }};
  GroupRankingConfig config_;
};

TEST_F(GroupRankingTest, ScoresAGroupInOneQuestion) {
  const GroupRanking reward(config_, judge_of(script_));
  const auto values = reward.score(answers_to(row_, {"7", "2", "", "7", "10"}));
  EXPECT_EQ(values, (Values{0.07, 0.02, -0.04, 0.07, 0.1}));
  EXPECT_EQ(script_.questions(), 1);
}

TEST_F(GroupRankingTest, DealsALargeGroupIntoEvenOnesAndAnewForEachShuffle) {
  config_.shuffles = 3;
  const GroupRanking reward(config_, judge_of(script_));
  const std::vector<std::string_view> said = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
  const auto values = reward.score(answers_to(row_, said));
  for (size_t i = 0; i < said.size(); ++i)
    EXPECT_DOUBLE_EQ(*values[i], 0.01 * static_cast<double>(i + 1));
  EXPECT_EQ(script_.questions(), 9);
  std::set<std::set<std::string>> groups;
  for (const auto& [prompt, times] : script_.asked) {
    const auto answers = shown(prompt);
    EXPECT_EQ(answers.size(), 3U);
    groups.emplace(answers.begin(), answers.end());
  }
  EXPECT_GT(groups.size(), 6U);  // not the same three every time
}

TEST_F(GroupRankingTest, TheOrderOfTheSamplesDecidesNothing) {
  const GroupRanking reward(config_, judge_of(script_));
  reward.score(answers_to(row_, {"1", "2", "3"}));
  reward.score(answers_to(row_, {"3", "2", "1", "3"}));
  EXPECT_EQ(script_.questions(), 1);
}

TEST_F(GroupRankingTest, AReplyThatContradictsItselfCostsItsSampleAndIsCounted) {
  config_.shuffles = 4;
  script_.reply = [](const std::string& prompt, const std::string& sample) {
    Json reply = Json::parse(honest(prompt));
    if (sample == "2") std::reverse(reply["ranking"].begin(), reply["ranking"].end());
    if (sample == "3") reply["scores"]["A"] = 11;
    return reply.dump();
  };
  const GroupRanking reward(config_, judge_of(script_));
  const auto values = reward.score(answers_to(row_, {"7", "2"}));
  EXPECT_EQ(values, (Values{0.07, 0.02}));
  const auto report = reward.judge()->report();
  EXPECT_EQ(report.at("lost/contradiction"), 1.0);
  EXPECT_EQ(report.at("lost/unreadable"), 1.0);
}

TEST_F(GroupRankingTest, AGroupWithoutAReplyHasNoReward) {
  script_.reply = [](const std::string&, const std::string&) { return ""; };
  const GroupRanking reward(config_, judge_of(script_));
  EXPECT_EQ(reward.score(answers_to(row_, {"7", " ", "2"})),
            (Values{std::nullopt, -0.04, std::nullopt}));
}

}  // namespace
}  // namespace dragoman::rewards
