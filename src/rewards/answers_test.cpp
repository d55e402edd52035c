// Rewards of questions with one right answer, and of what it cost to find it.
#include <gtest/gtest.h>

#include "config/recipe.h"
#include "rewards/combine.h"

namespace dragoman::rewards {
namespace {

double score_of(const std::string& toml, const Judged& item, const data::Row& row) {
  const auto part = config::read_text<RewardPart>(toml);
  return *part.reward.make(RewardContext{{&row, 1}})->score({&item, 1}).front();
}

double match(const std::string& compare, const std::string& answer, const std::string& reference) {
  data::Row row;
  row.references = {"another", reference};
  return score_of("name = \"answer_match\"\ncompare = \"" + compare + "\"",
                  {.row = &row, .hypothesis = answer}, row);
}

TEST(AnswerMatch, ComparesAsItIsTold) {
  EXPECT_EQ(match("exact", "Oslo", "Oslo"), 1.0);
  EXPECT_EQ(match("exact", "oslo", "Oslo"), 0.0);
  EXPECT_EQ(match("folded", " oslo\n city. ", "Oslo City"), 1.0);
  EXPECT_EQ(match("folded", "Oslo", "Oslo City"), 0.0);
  EXPECT_EQ(match("folded", "", "Oslo"), 0.0);
  EXPECT_EQ(match("folded", "1,000", "1000"), 0.0);
  EXPECT_EQ(match("number", "1,000.0", "1000"), 1.0);
  EXPECT_EQ(match("number", "1000 m", "1000"), 0.0);
  EXPECT_EQ(match("number", "B.", "b"), 1.0);
}

TEST(ToolCost, IsMinusTheSumOfTheCalls) {
  data::Row row;
  const std::vector<episodes::ToolCall> calls = {{"a", "", "", false, 0.5},
                                                 {"b", "", "", true, 1.0}};
  Judged item{.row = &row, .hypothesis = ""};
  EXPECT_EQ(score_of("name = \"tool_cost\"", item, row), 0.0);
  item.calls = calls;
  EXPECT_EQ(score_of("name = \"tool_cost\"", item, row), -1.5);
}

}  // namespace
}  // namespace dragoman::rewards
