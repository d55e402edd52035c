#include "worlds/question_rows.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "base/error.h"
#include "base/json.h"
#include "worlds/family.h"
#include "worlds/question_domain.h"

namespace dragoman::worlds {
namespace {

const Family& world() {
  static const Family made([] {
    FamilyConfig config;
    config.languages = 4;
    config.roots = 200;
    return config;
  }());
  return made;
}

// Of "3 + 5", "3" and "3 * 5".
std::string value_of(const std::string& working) {
  int left = 0, right = 0;
  char sign = 0;
  std::istringstream in(working);
  in >> left;
  if (!(in >> sign >> right)) return std::to_string(left);
  return std::to_string(sign == '+' ? left + right : left * right);
}

TEST(QuestionRows, AskTheSameQuestionsInEveryLanguage) {
  const auto rows = question_rows(world(), {.rows = {{"en", 30}, {"qaa", 200}, {"qab", 50}},
                                            .tiers = {{"qaa", "high"}, {"qab", "low"}}});
  std::map<std::string, std::vector<std::string>> asked;
  std::set<std::string> ids;
  for (const data::Row& row : rows) {
    asked[row.source_language].push_back(row.metadata.at("question"));
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_EQ(row.target_language, "en");
    const auto question = parse_question(world(), row.source, row.source_language);
    ASSERT_TRUE(question) << row.source;
    EXPECT_EQ(row.references, std::vector{*answer_to(*question)});
    EXPECT_EQ(row.metadata.contains("tier"), row.source_language != "en");
    EXPECT_FALSE(row.metadata.contains("completion"));
  }
  EXPECT_EQ(asked["qaa"].size(), 200u);
  EXPECT_EQ(asked["qab"].size(), 50u);
  EXPECT_EQ(asked["en"].size(), 30u);
  asked["qaa"].resize(50);
  EXPECT_EQ(asked["qaa"], asked["qab"]);
}

TEST(QuestionRows, OfDifferentSplitsShareNoQuestion) {
  std::set<std::string> texts;
  size_t total = 0;
  for (const Split split : {Split::kTrain, Split::kDev, Split::kTest}) {
    for (const data::Row& row : question_rows(world(), {.rows = {{"qaa", 400}}, .split = split})) {
      texts.insert(to_text(*parse_question(world(), row.source, "qaa")));
      ++total;
    }
  }
  EXPECT_EQ(texts.size(), total);
}

TEST(QuestionRows, DrawDomainsByTheirWeights) {
  std::map<std::string, int> domains;
  for (const data::Row& row :
       question_rows(world(), {.rows = {{"qaa", 2000}}, .domains = {{"span", 3}, {"yes_no", 1}}}))
    ++domains[row.domain];
  EXPECT_EQ(domains.size(), 2u);
  EXPECT_NEAR(domains["span"], 1500, 80);
  EXPECT_THROW(question_rows(world(), {.rows = {{"qaa", 1}}, .domains = {{"riddle", 1}}}), Error);
  EXPECT_THROW(question_rows(world(), {.rows = {{"qaa", 1}}, .domains = {{"span", 0}}}), Error);
  EXPECT_THROW(question_rows(world(), {.rows = {{"xyz", 1}}}), Error);
}

TEST(QuestionRows, AnswerAShareWithACall) {
  const auto rows = question_rows(
      world(), {.rows = {{"qaa", 800}, {"qab", 800}}, .calls = {{"qaa", 0.25}, {"qab", 1.0}}});
  std::map<std::string, int> calls;
  for (const data::Row& row : rows) {
    if (!row.metadata.contains("completion")) continue;
    ++calls[row.source_language];
    const Json messages = parse_json(row.metadata.at("completion"), row.id);
    ASSERT_EQ(messages.size(), 3u);
    EXPECT_EQ(messages[0]["tool_calls"][0]["function"]["name"], "translate");
    EXPECT_EQ(parse_question(world(), messages[1]["content"].get<std::string>(), "en"),
              parse_question(world(), row.source, row.source_language));
    EXPECT_EQ(messages[2]["content"], row.references.front());
  }
  EXPECT_NEAR(calls["qaa"], 200, 40);
  EXPECT_EQ(calls["qab"], 800);
}

TEST(QuestionRows, SayWhatLeadsToTheAnswer) {
  const auto rows = question_rows(
      world(), {.rows = {{"en", 300}, {"qaa", 300}}, .calls = {{"qaa", 0.5}}, .working = true});
  std::map<std::string, std::string> english;
  for (const data::Row& row : rows)
    if (row.source_language == "en") english[row.metadata.at("question")] = row.source;
  std::set<std::string> domains;
  for (const data::Row& row : rows) {
    const std::string said = parse_json(row.metadata.at("completion"), row.id).back()["content"];
    const size_t end = said.find('\n');
    ASSERT_NE(end, said.npos) << said;
    const std::string working = said.substr(0, end);
    EXPECT_EQ(said.substr(end + 1), row.references.front());
    domains.insert(row.domain);
    if (row.domain == "arithmetic" || row.domain == "commerce")
      EXPECT_EQ(value_of(working), row.references.front()) << row.source;
    else
      EXPECT_NE(("\n" + english.at(row.metadata.at("question"))).find("\n" + working + "\n"),
                std::string::npos);
    // Alone it answers: a question that is told nothing else has the same answer.
    if (row.domain == "span" || row.domain == "choice") {
      auto question = *parse_question(world(), row.source, row.source_language);
      question.told = {*world().parse(working, "en")};
      EXPECT_EQ(answer_to(question), row.references.front()) << row.source;
    }
  }
  EXPECT_EQ(domains.size(), 5u);
}

TEST(QuestionRows, WithoutDistractorsTellNothingThatTheAnswerDoesNotNeed) {
  for (const data::Row& row :
       question_rows(world(), {.rows = {{"qaa", 300}}, .distractors = false})) {
    const auto question = *parse_question(world(), row.source, "qaa");
    EXPECT_EQ(answer_to(question), row.references.front()) << row.source;
    if (row.domain == "yes_no") {
      EXPECT_EQ(question.told.size(), 1u);
      continue;
    }
    for (size_t i = 0; i < question.told.size(); ++i) {
      Question shorter = question;
      shorter.told.erase(shorter.told.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_NE(answer_to(shorter), row.references.front()) << row.source;
    }
  }
}

TEST(QuestionSection, GivesDevAndTestRowsInTurnAndHoldsLanguagesOut) {
  QuestionSection section;
  section.rows = {{"qaa", 100}, {"qab", 10}};
  section.call_share = {{"qaa", 0.5}};
  using Rows = std::map<std::string, int64_t>;
  EXPECT_EQ(section.training_rows(), 110);
  EXPECT_EQ(section.request(Split::kTrain, 7).rows, section.rows);
  EXPECT_EQ(section.request(Split::kTrain, 7).calls, section.call_share);
  EXPECT_EQ(section.request(Split::kDev, 7).rows, (Rows{{"qaa", 4}, {"qab", 3}}));
  EXPECT_TRUE(section.request(Split::kDev, 7).calls.empty());
  section.languages = {"qad"};
  EXPECT_EQ(section.request(Split::kTest, 7).rows, (Rows{{"qad", 7}}));
  EXPECT_EQ(section.request(Split::kTrain, 7).rows, section.rows);
}

}  // namespace
}  // namespace dragoman::worlds
