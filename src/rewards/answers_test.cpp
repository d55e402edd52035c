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

TEST(AnswerMatch, ReadsNumbersAsPeopleWriteThem) {
  for (const auto& [answer, reference, same] :
       std::vector<std::tuple<const char*, const char*, double>>{
           {"1,000", "1000.0", 1.0},
           {"-2,500,000.5", "-2500000.50", 1.0},
           {"+7", "7", 1.0},
           {"1,5", "15", 0.0},
           {"1,0000", "10000", 0.0},
           {"1000", "1001", 0.0},
           {"inf", "1e999", 0.0},
           {"3 4", "34", 0.0}})
    EXPECT_EQ(match("number", answer, reference), same) << answer << " " << reference;
}

TEST(AnswerMatch, TakesWhatIsNearEnough) {
  const std::string near = "number\"\ntolerance = 0.01\ntarget = \"references";
  EXPECT_EQ(match(near, "101", "100"), 1.0);
  EXPECT_EQ(match(near, "101.1", "100"), 0.0);
  EXPECT_EQ(match(near, "-100", "100"), 0.0);
  EXPECT_EQ(match(near, "0.001", "0"), 0.0);  // nothing is near nothing
}

TEST(AnswerMatch, ReckonsExpressions) {
  EXPECT_EQ(match("expression", "2 × (3 + 4)", "14"), 1.0);
  EXPECT_EQ(match("expression", "1,000 / 8 − 5^2", "100.0"), 1.0);
  EXPECT_EQ(match("expression", "1/3", "2/6"), 1.0);
  EXPECT_EQ(match("expression", "0.1 + 0.2", "0.3"), 1.0);
  EXPECT_EQ(match("expression", "2 * 3 + 4", "14"), 0.0);
  EXPECT_EQ(match("expression", "1/0", "1/0 "), 1.0);  // the same text
  EXPECT_EQ(match("expression", "1/0", "2/0"), 0.0);
  EXPECT_EQ(match("expression", "fourteen", "14"), 0.0);
}

TEST(AnswerMatch, ConvertsUnits) {
  EXPECT_EQ(match("quantity", "3.5 km", "3500 m"), 1.0);
  EXPECT_EQ(match("quantity", "1,500g", "1.5 kg"), 1.0);
  EXPECT_EQ(match("quantity", "90 min.", "1.5 h"), 1.0);
  EXPECT_EQ(match("quantity", "2 m²", "20000 cm²"), 1.0);
  EXPECT_EQ(match("quantity", "12 apples", "12.0 apples"), 1.0);
  EXPECT_EQ(match("quantity", "3500", "3500 m"), 0.0);
  EXPECT_EQ(match("quantity", "3.5 km", "3500 g"), 0.0);
  EXPECT_EQ(match("quantity", "5 mm", "5 Mm"), 0.0);
  EXPECT_EQ(match("quantity", "km", "m"), 0.0);
}

TEST(AnswerMatch, ReadsTheLetterOfAChoice) {
  for (const char* answer : {"B", "b.", "(b)", "B) Oslo", "b: Oslo", " B. "})
    EXPECT_EQ(match("choice", answer, "B"), 1.0) << answer;
  for (const char* answer : {"C", "", "B C", "Bergen", "A) B", "()", "B or C"})
    EXPECT_EQ(match("choice", answer, "B"), 0.0) << answer;
  EXPECT_EQ(match("choice", "b", "(B) Oslo"), 1.0);
  EXPECT_EQ(match("choice", "oslo", "Oslo"), 1.0);
}

double formed(const std::string& options, const std::string& reply) {
  data::Row row;
  return score_of("name = \"format\"\n" + options, {.row = &row, .hypothesis = "x", .reply = reply},
                  row);
}

TEST(Format, MustMatchAsAWhole) {
  const std::string pattern = "pattern = '<think>[^<]*</think>\\s*(?:yes|no|yes, no)'";
  EXPECT_EQ(formed(pattern, " <think>well</think>\nyes, no\n"), 1.0);
  EXPECT_EQ(formed(pattern, "<think>well</think>\nyes\nor no"), 0.0);
  EXPECT_EQ(formed(pattern, "so\n<think>well</think> yes"), 0.0);
  EXPECT_EQ(formed(pattern, "<think>\xff</think> yes"), 0.0);
  EXPECT_EQ(formed("", " \n"), 0.0);
  EXPECT_EQ(formed("", "two\nlines"), 1.0);
}

TEST(Format, HasEachPartOnceAndInOrder) {
  const std::string parts = "parts = [\"<a>\", \"</a>\"]\ngate = false";
  EXPECT_EQ(formed(parts, "<a>x</a> y"), 1.0);
  EXPECT_EQ(formed(parts, "</a>x<a>"), 0.0);
  EXPECT_EQ(formed(parts, "<a>x</a></a>"), 0.0);
  EXPECT_EQ(formed(parts, "<a>x"), 0.0);
  EXPECT_EQ(formed("of = \"answer\"\npattern = \"x\"", "whatever"), 1.0);
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
