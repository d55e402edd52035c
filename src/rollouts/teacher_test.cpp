#include "rollouts/teacher.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tasks/catalog.h"

namespace dragoman::rollouts {
namespace {

using episodes::Episode;
using oracles::Answer;
using oracles::Ask;
using oracles::Failure;
using oracles::Question;

// Mends by a mark at the end; "bad" drafts fail, "good" ones come back.
class Marker final : public oracles::Oracle {
 public:
  explicit Marker(std::vector<Question>& seen) : seen_(seen) {}
  std::string identity(const Question&) const override { return "marker"; }
  bool answers(Ask) const override { return true; }
  std::vector<Answer> answer(std::span<const Question> questions) override {
    std::vector<Answer> answers;
    for (const Question& question : questions) {
      seen_.push_back(question);
      if (question.draft == "bad") {
        answers.push_back(Answer::failed(Failure::kTimeout, "too slow"));
        continue;
      }
      Answer& answer = answers.emplace_back();
      answer.text = question.ask == Ask::kTranslate ? question.row->source + " translated"
                    : question.draft == "good"      ? question.draft
                                                    : question.draft + "!";
      answer.spent = {.requests = 1, .cost = 0.5, .seconds = 2.0};
    }
    return answers;
  }

 private:
  std::vector<Question>& seen_;
};

class TeacherTest : public testing::Test {
 protected:
  Teacher teacher(const TeacherSettings& settings) {
    return Teacher(
        std::make_unique<oracles::Desk>(std::make_unique<Marker>(seen_), nullptr, nullptr),
        settings, rows_, *task_);
  }

  static std::vector<episodes::EpisodeGroup> said(
      const std::vector<std::vector<std::string>>& completions) {
    std::vector<episodes::EpisodeGroup> groups;
    for (const auto& group : completions) {
      for (const std::string& completion : group) {
        if (&completion == &group.front()) groups.emplace_back();
        Episode& episode = groups.back().emplace_back();
        episode.completion = completion;
        episode.labels.row = static_cast<int64_t>(groups.size()) - 1;
      }
    }
    return groups;
  }

  std::vector<data::Row> rows_ = std::vector<data::Row>(2);
  std::unique_ptr<tasks::Task> task_ = tasks::catalog().make("translation");
  std::vector<Question> seen_;

  void SetUp() override {
    rows_[0].source = "eins";
    rows_[1].source = "zwei";
  }
};

TEST_F(TeacherTest, WritesRefinementsAndTranslationsIntoTheEpisodes) {
  auto groups = said({{" one ", "uno"}, {"two", "good"}});
  Teacher asked = teacher({.refines = true, .translates = true});
  for (const Episode& episode : groups[0]) asked.begin(episode, 0);
  asked.finish(groups, 0);
  EXPECT_EQ(groups[0][0].hypothesis, "one");
  EXPECT_EQ(groups[0][0].refinement, "one!");
  EXPECT_EQ(groups[0][1].refinement, "uno!");
  EXPECT_EQ(groups[1][0].refinement, "two!");
  EXPECT_EQ(groups[1][1].refinement, "good");
  EXPECT_EQ(groups[0][1].translation, "eins translated");
  EXPECT_EQ(groups[1][0].translation, "zwei translated");
  EXPECT_EQ(seen_.size(), 6U);
  asked.close_round(0);
  const auto report = asked.report();
  EXPECT_EQ(report.at("oracle/requests"), 6.0);
  EXPECT_EQ(report.at("oracle/cached"), 2.0);
  EXPECT_EQ(report.at("oracle/cost"), 3.0);
  EXPECT_EQ(report.at("oracle/latency_s"), 2.0);
  EXPECT_EQ(report.at("oracle/failed"), 0.0);
  EXPECT_EQ(asked.report().at("oracle/requests"), 0.0);
}

TEST_F(TeacherTest, AsksOnlyWhatIsWanted) {
  auto groups = said({{"one", ""}, {"two", "  "}});
  groups[0][0].status = episodes::Status::kFailed;
  teacher({.refines = true}).finish(groups, 0);
  ASSERT_EQ(seen_.size(), 1U);  // neither the failed one nor those without a text
  EXPECT_EQ(seen_[0].draft, "two");
  EXPECT_TRUE(groups[1][1].usable());
  EXPECT_EQ(groups[1][0].translation, "");
}

TEST_F(TeacherTest, MasksAnEpisodeWithoutItsAnswerAndCountsTheReason) {
  auto groups = said({{"one", "bad"}, {"two", "three"}});
  Teacher asked = teacher({.refines = true});
  asked.finish(groups, 0);
  EXPECT_EQ(groups[0][1].status, episodes::Status::kFailed);
  EXPECT_EQ(groups[0][1].why, "oracle: timeout: too slow");
  EXPECT_TRUE(groups[0][0].usable());
  asked.close_round(0);
  const auto report = asked.report();
  EXPECT_EQ(report.at("oracle/failed"), 1.0);
  EXPECT_EQ(report.at("oracle/failed/timeout"), 1.0);
}

TEST_F(TeacherTest, StopsAboveTheAllowedShareInOneSentence) {
  auto groups = said({{"bad", "bad"}, {"bad", "one"}});
  Teacher asked = teacher({.refines = true, .max_failed_share = 0.5});
  try {
    asked.finish(groups, 0);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kFailure);
    EXPECT_STREQ(error.what(),
                 "the oracle has no answer for 3 of 4 episodes, more than max_failed_share = 0.5 "
                 "allows (3 timeout); the first: timeout: too slow");
  }
}

}  // namespace
}  // namespace dragoman::rollouts
