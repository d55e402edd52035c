#include "oracles/desk.h"

#include <gtest/gtest.h>

#include <future>

#include "base/error.h"
#include "oracles/questions_for_tests.h"

namespace dragoman::oracles {
namespace {

using Script = CountingOracle::Script;

std::vector<Answer> ask(Desk& desk, int count, int64_t round = 0) {
  std::vector<Question> questions = drafts(count);
  for (Question& question : questions) question.round = round;
  return desk.collect(questions);
}

void expect_answers_belong(std::span<const Question> questions, std::span<const Answer> answers) {
  ASSERT_EQ(questions.size(), answers.size());
  for (size_t i = 0; i < questions.size(); ++i)
    EXPECT_EQ(answers[i].text, questions[i].draft + " mended");
}

TEST(Desk, AnswersEveryQuestionInItsPlace) {
  for (const int64_t workers : {0, 1, 7}) {
    Script script{.workers = workers};
    const auto desk = desk_for(script);
    const std::vector<Question> questions = drafts(100);
    for (const Question& question : questions) desk->begin(question);
    expect_answers_belong(questions, desk->collect(questions));
  }
}

TEST(Desk, AsksEqualQuestionsOnce) {
  Script script{.workers = 4};
  const auto desk = desk_for(script);
  std::vector<Question> questions;
  for (int i = 0; i < 40; ++i) questions.push_back(refine("draft " + std::to_string(i % 5)));
  for (const Question& question : questions) desk->begin(question);
  expect_answers_belong(questions, desk->collect(questions));
  EXPECT_EQ(script.asked.size(), 5U);
  for (const auto& [draft, times] : script.asked) EXPECT_EQ(times, 1) << draft;
  EXPECT_EQ(desk->tally().asked, 5);
  EXPECT_EQ(desk->tally().asked, 0);
}

TEST(Desk, ReturnsFromBeginBeforeThereIsAnAnswer) {
  std::promise<void> gate;
  const auto open = gate.get_future().share();
  Script script{.workers = 2, .reply = [open](const Question& question) {
                  open.wait();
                  Answer answer;
                  answer.text = question.draft + " mended";
                  return answer;
                }};
  const auto desk = desk_for(script);
  desk->begin(refine("a"));
  desk->begin(refine("a"));
  desk->begin(refine("b"));
  gate.set_value();
  EXPECT_EQ(desk->collect(std::vector{refine("b")}).at(0).text, "b mended");
  EXPECT_EQ(script.asked["a"] + script.asked["b"], 2);
}

TEST(Desk, LeavesQuestionsToTheCollectorWhenThereAreNoWorkers) {
  Script script;
  const auto desk = desk_for(script);
  for (const Question& question : drafts(9)) desk->begin(question);
  EXPECT_TRUE(script.batches.empty());
  ask(*desk, 12);
  EXPECT_EQ(script.batches, std::vector<size_t>{12});
  EXPECT_EQ(script.threads.at(0), std::this_thread::get_id());
}

TEST(Desk, DoesNotAskAgainWhatTheCacheHolds) {
  const TemporaryFolder folder("desk");
  Script first;
  ask(*desk_for(first, std::make_shared<Cache>(folder.path() / "answers.sqlite")), 10);
  Script second;
  const auto desk = desk_for(second, std::make_shared<Cache>(folder.path() / "answers.sqlite"));
  const std::vector<Question> questions = drafts(12);
  expect_answers_belong(questions, desk->collect(questions));
  EXPECT_EQ(second.asked.size(), 2U);
  EXPECT_EQ(desk->tally().found, 0 + 10);
}

TEST(Desk, KeepsWhatATeacherSaidTooMuchOfAndWhatItRefusedToSay) {
  const TemporaryFolder folder("desk");
  const auto cache = std::make_shared<Cache>(folder.path() / "answers.sqlite");
  Script script{.reply = [](const Question&) {
    return Answer::failed(Failure::kBabbling, "the reply has a code fence");
  }};
  ask(*desk_for(script, cache), 3);
  const auto desk = desk_for(script, cache);
  EXPECT_EQ(ask(*desk, 3, 7).at(2).why, "the reply has a code fence");
  EXPECT_EQ(script.asked["draft 2"], 1);
}

Script failing() {
  return Script{.reply = [](const Question&) {
    return Answer::failed(Failure::kTimeout, "no answer in time");
  }};
}

TEST(Desk, RepeatsTheFailuresOfAnAcceptedRoundAndAsksAgainInALaterOne) {
  const TemporaryFolder folder("desk");
  const Path file = folder.path() / "answers.sqlite";
  {
    Script script = failing();
    const auto desk = desk_for(script, std::make_shared<Cache>(file));
    EXPECT_EQ(ask(*desk, 2, 3).at(1).failure, Failure::kTimeout);
    desk->close_round(3);
  }
  Script script;
  const auto desk = desk_for(script, std::make_shared<Cache>(file));
  const Answer repeated = ask(*desk, 2, 3).at(1);
  EXPECT_EQ(repeated.failure, Failure::kTimeout);
  EXPECT_EQ(repeated.why, "no answer in time");
  EXPECT_EQ(ask(*desk, 2, 4).at(1).text, "draft 1 mended");
  EXPECT_EQ(ask(*desk, 2, 3).at(1).failure, Failure::kTimeout);
}

TEST(Desk, ForgetsTheFailuresOfARoundThatWasNotAcceptedOrOfARunThatBeginsAnew) {
  const TemporaryFolder folder("desk");
  const Path file = folder.path() / "answers.sqlite";
  Script dead = failing();
  {
    const auto desk = desk_for(dead, std::make_shared<Cache>(file));
    ask(*desk, 2, 1);
    desk->close_round(1);
    ask(*desk, 2, 2);
  }
  Script script;
  const auto desk = desk_for(script, std::make_shared<Cache>(file));
  EXPECT_TRUE(ask(*desk, 1, 2).at(0).usable());
  ask(*desk, 1, 0);
  EXPECT_TRUE(ask(*desk, 1, 1).at(0).usable());
}

TEST(Desk, KeepsSeveralRoundsOpenAndAsksAQuestionOfBothOnce) {
  Script script{.workers = 2};
  const auto desk = desk_for(script);
  const std::vector<Question> first = {refine("a", 1), refine("b", 1)};
  const std::vector<Question> second = {refine("b", 2), refine("c", 2)};
  for (const auto& round : {first, second})
    for (const Question& question : round) desk->begin(question);
  expect_answers_belong(first, desk->collect(first));
  desk->close_round(1);
  expect_answers_belong(second, desk->collect(second));
  EXPECT_EQ(script.asked, (std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 1}}));
}

TEST(Desk, AsksAgainInARoundWhatFailedInAnother) {
  const TemporaryFolder folder("desk");
  Script script = failing();
  const auto desk = desk_for(script, std::make_shared<Cache>(folder.path() / "answers.sqlite"));
  ask(*desk, 2, 1);
  desk->begin(refine("draft 1", 2));
  desk->close_round(1);
  script.reply = Script().reply;
  EXPECT_EQ(desk->collect(std::vector{refine("draft 1", 2)}).at(0).text, "draft 1 mended");
  EXPECT_EQ(script.asked["draft 1"], 2);
}

TEST(Desk, RethrowsAnErrorOfTheOracleToAllWhoWait) {
  for (const int64_t workers : {0, 3}) {
    Script script{.workers = workers,
                  .reply = [](const Question&) -> Answer { throw_input("the key is refused"); }};
    const auto desk = desk_for(script);
    EXPECT_THROW(ask(*desk, 20), Error);
    EXPECT_THROW(desk->collect(std::vector{refine("later")}), Error);
    EXPECT_EQ(script.asked.count("later"), 0U);
  }
}

}  // namespace
}  // namespace dragoman::oracles
