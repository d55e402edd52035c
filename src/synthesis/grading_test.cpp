// Grades and labels of a judge, and a solver's tries.
#include "synthesis/grading.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/temporary_folder.h"
#include "synthesis/known_answer.h"
#include "synthesis/synthesis_for_tests.h"

namespace dragoman::synthesis {
namespace {

using Script = ScriptedModel::Script;

GradingRecipe recipe_of(const Path& folder, const std::string& more = "") {
  write_file(folder / "rows.jsonl",
             R"({"id": "a", "question": "1 + 1?", "answer": "2"})"
             "\n"
             R"({"id": "b", "messages": [{"role": "user", "content": "A poem."},)"
             R"( {"role": "assistant", "content": "Roses."}]})"
             "\n"
             R"({"id": "c", "question": "unclear", "answer": 7})"
             "\n");
  return config::read_text<GradingRecipe>("paths = [\"" + (folder / "rows.jsonl").string() +
                                          "\"]\n[judge]\nname = \"replay\"\nfile = \"none\"\n"
                                          "[grading]\nwindow = 2\n" +
                                          more);
}

std::unique_ptr<Asker> asker(const char* name, Script& script, const Path& folder) {
  return std::make_unique<Asker>(name, std::make_unique<ScriptedModel>(script),
                                 folder / (std::string(name) + ".sqlite"));
}

std::vector<Json> rows_of_file(const Path& file) {
  std::vector<Json> rows;
  for (const std::string& line : read_all_lines(file)) rows.push_back(Json::parse(line));
  return rows;
}

oracles::Answer judged(const std::string&, const std::string& prompt) {
  if (prompt.find("unclear") != prompt.npos) return said("I like it!");
  if (prompt.find("poem") != prompt.npos)
    return said(R"({"difficulty": "difficult", "label": "writing/verse"})");
  return said(R"({"difficulty": 3, "label": "maths/sums"})");
}

TEST(Grading, WritesWhatSelectReads) {
  const TemporaryFolder folder("grading");
  const GradingRecipe recipe = recipe_of(folder.path());
  Script judge{judged};
  const Outcome outcome =
      grade_rows(recipe, {asker("judge", judge, folder.path()), nullptr}, folder.path());
  const auto rows = rows_of_file(folder.path() / "graded.jsonl");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["difficulty"], 3);
  EXPECT_EQ(rows[0]["label"], "maths/sums");
  EXPECT_EQ(rows[0]["question"], "1 + 1?");
  EXPECT_EQ(rows[1]["difficulty"], 4);
  const auto others = rows_of_file(folder.path() / "ungraded.jsonl");
  ASSERT_EQ(others.size(), 1U);
  EXPECT_EQ(others[0]["why"], "unreadable: I like it!");
  EXPECT_EQ(outcome.report["difficulty"], Json({{"difficult", 1}, {"moderate", 1}}));
  EXPECT_EQ(outcome.report["subjects"], Json({{"maths", 1}, {"writing", 1}}));
}

TEST(Grading, TriesDecideWhereTheAnswerIsKnown) {
  const TemporaryFolder folder("grading");
  const GradingRecipe recipe = recipe_of(folder.path());
  Script judge{judged};
  int tries = 0;
  Script solver{[&](const std::string&, const std::string& prompt) {
    EXPECT_NE(prompt.find("1 + 1?"), prompt.npos);
    return said(tries++ < 4 ? "It is two.\n2." : "The sum of 1 and 1 is 2, or\n12");
  }};
  GradeAskers askers{asker("judge", judge, folder.path()), asker("solver", solver, folder.path())};
  grade_rows(recipe, std::move(askers), folder.path());
  const auto rows = rows_of_file(folder.path() / "graded.jsonl");
  EXPECT_EQ(tries, 16);
  EXPECT_EQ(rows[0]["successes"], 4);
  EXPECT_EQ(rows[0]["attempts"], 16);
  EXPECT_EQ(rows[0]["difficulty"], 4);
  EXPECT_EQ(rows[0]["judged_difficulty"], 3);
  EXPECT_FALSE(rows[1].contains("successes"));
}

TEST(Grading, AsksNothingTwice) {
  const TemporaryFolder folder("grading");
  const GradingRecipe recipe = recipe_of(folder.path());
  Script first{judged};
  grade_rows(recipe, {asker("judge", first, folder.path()), nullptr}, folder.path());
  const std::string graded = read_file(folder.path() / "graded.jsonl");
  Script second{judged};
  grade_rows(recipe, {asker("judge", second, folder.path()), nullptr}, folder.path());
  EXPECT_TRUE(second.asked.empty());
  EXPECT_EQ(read_file(folder.path() / "graded.jsonl"), graded);
}

TEST(Grading, EndsWhereTooManyRowsHaveNoGrade) {
  const TemporaryFolder folder("grading");
  const GradingRecipe recipe = recipe_of(folder.path(), "max_failed_share = 0.3\n");
  Script judge{judged};
  EXPECT_THROW(grade_rows(recipe, {asker("judge", judge, folder.path()), nullptr}, folder.path()),
               Error);
  EXPECT_EQ(rows_of_file(folder.path() / "graded.jsonl").size(), 2U);
}

TEST(ReadGrade, IsStrict) {
  const std::vector<std::string> subjects = {"maths"};
  EXPECT_EQ(
      read_grade(R"({"difficulty": "very simple", "label": "maths/a"})", subjects)->difficulty, 1);
  for (const char* reply :
       {R"({"difficulty": "hard", "label": "maths/a"})", R"({"difficulty": 6, "label": "maths/a"})",
        R"({"difficulty": 2, "label": "maths"})", R"({"difficulty": 2, "label": "maths/a/b"})",
        R"({"difficulty": 2, "label": "/a"})", R"({"difficulty": 2, "label": "maths/"})",
        R"({"difficulty": 2, "label": "art/a"})", R"({"difficulty": 2})",
        R"({"difficulty": 2, "label": "maths/a", "why": "so"})", "2"})
    EXPECT_FALSE(read_grade(reply, subjects)) << reply;
}

TEST(KnownAnswer, IsAWholeWordOfTheLastLine) {
  EXPECT_TRUE(reaches("First.\nThe result is 12.", "12"));
  for (const char* wrong : {"12\nor 13", "0.12", "12.5", "112", "twelve"})
    EXPECT_FALSE(reaches(wrong, "12")) << wrong;
  EXPECT_FALSE(reaches("anything", " "));
}

}  // namespace
}  // namespace dragoman::synthesis
