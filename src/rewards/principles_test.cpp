#include "rewards/principles.h"

#include <gtest/gtest.h>

#include <sstream>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "rewards/judges_for_tests.h"

namespace dragoman::rewards {
namespace {

using Values = std::vector<std::optional<double>>;

PrinciplesConfig config_with(std::vector<std::string> principles) {
  PrinciplesConfig config;
  config.principles = std::move(principles);
  return config;
}

// Sees "has X" fulfilled where the answer holds X, whatever its number in the list.
std::string honest(const std::string& prompt) {
  const std::string answer = between(prompt, "<translation>\n", "\n</translation>");
  Json verdict = {{"critique", "so it is"}};
  std::istringstream lines(between(prompt, "Principles:\n", "\n\nSay of each"));
  for (std::string line; std::getline(lines, line);) {
    const size_t dot = line.find(". has ");
    verdict[line.substr(0, dot)] = answer.find(line.substr(dot + 6)) != std::string::npos;
  }
  return verdict.dump();
}

class PrinciplesTest : public testing::Test {
 protected:
  std::vector<data::Row> rows_ = english_german();
  ScriptedJudge::Script script_{
      [](const std::string& prompt, const std::string&) { return honest(prompt); }};
};

TEST_F(PrinciplesTest, PaysTheShareThatIsFulfilled) {
  const Principles reward(config_with({"has a", "has b", "has c", "has d"}), judge_of(script_));
  const auto values = reward.score(answers_to(rows_[0], {"a b", "abcd", "x", "d", "  "}));
  EXPECT_EQ(values, (Values{0.5, 1.0, 0.0, 0.25, 0.0}));
  EXPECT_EQ(script_.questions(), 4);  // of the empty answer nobody is asked
}

TEST_F(PrinciplesTest, ShowsThePrinciplesInAnotherOrderToEachVote) {
  PrinciplesConfig config = config_with({"has a", "has b", "has c", "has d", "has e"});
  config.votes = 5;
  const Principles reward(config, judge_of(script_));
  EXPECT_EQ(reward.score(answers_to(rows_[0], {"a c"})), Values{0.4});
  std::set<std::string> orders;
  for (const auto& [prompt, times] : script_.asked)
    orders.insert(between(prompt, "Principles:\n", "\n\nSay of each"));
  EXPECT_GE(orders.size(), 4U);
}

TEST_F(PrinciplesTest, AsksForPrinciplesOfItsOwnOnceARowAndKeepsAllAnswers) {
  const TemporaryFolder folder("principles");
  script_.reply = [](const std::string& prompt, const std::string&) {
    const bool writes = prompt.find("Write 2 principles") != std::string::npos;
    return writes ? R"({"principles": ["has x", "has y"]})" : honest(prompt);
  };
  PrinciplesConfig config = config_with({"has a", "has b"});
  config.num_dynamic_principles = 2;
  auto items = answers_to(rows_[0], {"a x", "a b x y"});
  items.push_back(judged(rows_[1], "y"));
  for (int run = 0; run < 2; ++run) {
    const Principles reward(config, judge_of(script_, folder.path() / "judge.sqlite"));
    EXPECT_EQ(reward.score(items), (Values{0.5, 1.0, 0.25}));
    EXPECT_EQ(script_.questions(), 5);  // two rows, three answers; the second run asks nothing
    reward.judge()->close_round(0);
    EXPECT_EQ(reward.judge()->report().at("cached"), run == 0 ? 0.0 : 5.0);
  }
}

TEST_F(PrinciplesTest, KeepsTheFixedOnesWhereTheJudgeWritesNone) {
  for (const char* reply : {R"({"principles": ["has x"]})", R"({"principles": ["x", "x"]})",
                            R"({"principles": ["x", 2]})", "1. has x\n2. has y", ""}) {
    script_.reply = [&](const std::string& prompt, const std::string&) {
      return prompt.find("Write 2 principles") != std::string::npos ? reply : honest(prompt);
    };
    PrinciplesConfig config = config_with({"has a", "has b"});
    config.num_dynamic_principles = 2;
    const Principles reward(config, judge_of(script_));
    EXPECT_EQ(reward.score(answers_to(rows_[0], {"a x"})), Values{0.5}) << reply;
    EXPECT_EQ(reward.judge()->report().at("lost"), 1.0);
  }
}

// Of four votes one is late and one is chatter: the other two count.
TEST_F(PrinciplesTest, VotesThatAreLostAreMissingAndCounted) {
  script_.reply = [](const std::string& prompt, const std::string& sample) -> std::string {
    if (sample == "2") return "";
    if (sample == "3") return "Here is the JSON: " + honest(prompt);
    return honest(prompt);
  };
  PrinciplesConfig config = config_with({"has a", "has b"});
  config.votes = 4;
  const Principles reward(config, judge_of(script_));
  EXPECT_EQ(reward.score(answers_to(rows_[0], {"a"})), Values{0.5});
  const auto report = reward.judge()->report();
  EXPECT_EQ(report.at("asked"), 4.0);
  EXPECT_EQ(report.at("lost"), 2.0);
  EXPECT_EQ(report.at("lost/timeout"), 1.0);
  EXPECT_EQ(report.at("lost/unreadable"), 1.0);
}

TEST_F(PrinciplesTest, AnAnswerWithoutAnyVoteHasNoRewardAndTheOthersKeepTheirs) {
  script_.reply = [](const std::string& prompt, const std::string&) {
    return prompt.find("bad") != std::string::npos ? std::string() : honest(prompt);
  };
  const Principles reward(config_with({"has a"}), judge_of(script_));
  EXPECT_EQ(reward.score(answers_to(rows_[0], {"a", "bad", "b"})),
            (Values{1.0, std::nullopt, 0.0}));
  EXPECT_EQ(reward.judge()->trouble(), "timeout: nothing within 1 s");
}

TEST_F(PrinciplesTest, AFailureIsItsRoundsOwn) {
  bool dead = true;
  script_.reply = [&](const std::string& prompt, const std::string&) {
    return dead ? std::string() : honest(prompt);
  };
  const Principles reward(config_with({"has a"}), judge_of(script_));
  auto items = answers_to(rows_[0], {"a"});
  EXPECT_EQ(reward.score(items), Values{std::nullopt});
  dead = false;
  EXPECT_EQ(reward.score(items), Values{std::nullopt});  // the same round
  reward.judge()->close_round(0);
  items.front().round = 1;
  EXPECT_EQ(reward.score(items), Values{1.0});
}

TEST(PrinciplesRecipe, SaysWhatIsWrong) {
  const auto wrong = [](const std::string& text) {
    try {
      config::read_text<RewardPart>("name = \"principles\"\n" + text);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const std::string judge = "[judge]\nname = \"program\"\ncommand = [\"x\"]\n";
  EXPECT_EQ(wrong(judge), "");
  EXPECT_NE(wrong("").find("judge"), std::string::npos);
  EXPECT_NE(wrong("principles = []\n" + judge).find("nothing is judged"), std::string::npos);
  EXPECT_NE(wrong("judge_template = \"{answr} {principles}\"\n" + judge).find("{answr}"),
            std::string::npos);
  EXPECT_NE(wrong("principles = [\"is {good}\"]\n" + judge).find("{good}"), std::string::npos);
}

TEST(PrinciplesRecipe, ATeacherThatOnlyMendsIsNoJudge) {
  const std::vector<data::Row> rows = english_german();
  const auto part =
      config::read_text<RewardPart>("name = \"principles\"\n[judge]\nname = \"minimal_editor\"\n");
  oracles::OracleContext oracle;
  oracle.rows = rows;
  try {
    part.reward.make({.rows = rows, .oracle = &oracle});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("minimal_editor can't be asked in free words"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace dragoman::rewards
