#include "evaluation/evaluate.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "config/recipe.h"
#include "evaluation/fakes_test.h"

namespace dragoman::evaluation {
namespace {

// Three rows: one right, one wrong and cut off, one without an answer.
class Evaluating : public ::testing::Test {
 protected:
  Evaluating()
      : tokenizer_(letter_tokenizer()),
        generator_(tokenizer_, {{"say: one", "it is:eins"},
                                {"say: two three", "it is:zwei dreiiiiiiiii"},
                                {"say: four", "no idea"}}),
        player_{task_, tokenizer_, chat_} {
    config_.sampling.max_completion_length = 20;
  }

  std::vector<data::Row> rows_{row_of("one", "eins", "a"), row_of("two three", "zwei drei", "b"),
                               row_of("four", "vier", "unknown")};
  ColonTask task_;
  text::Tokenizer tokenizer_;
  templates::ChatTemplate chat_;
  FakeGenerator generator_;
  rollouts::Player player_;
  ExactMatch exact_;
  EvaluationConfig config_;
};

TEST_F(Evaluating, TranslatesGreedilyAndReadsTheAnswer) {
  int64_t heard = 0;
  const auto hypotheses = translate(generator_, player_, rows_, config_, [&] { ++heard; });
  ASSERT_EQ(hypotheses.size(), 3U);
  EXPECT_EQ(hypotheses[0].text, "eins");
  EXPECT_EQ(hypotheses[0].tokens, 11);  // the end token included
  EXPECT_FALSE(hypotheses[0].truncated);
  EXPECT_TRUE(hypotheses[1].truncated);
  EXPECT_EQ(hypotheses[2].text, "");
  EXPECT_EQ(generator_.temperature, 0.0);
  EXPECT_EQ(heard, 3);
}

TEST_F(Evaluating, NamesTheRowWhosePromptIsTooLong) {
  rows_.push_back(row_of(std::string(80, 'x'), "y"));
  try {
    translate(generator_, player_, rows_, config_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("row rows:xxx"), std::string::npos) << error.what();
  }
}

TEST_F(Evaluating, HoldsEntitiesAgainstTheRowsOwnMentions) {
  config_.metrics = {metric_named("m-eta")};
  EXPECT_THROW(measure(rows_, std::vector<Hypothesis>(3), config_), Error);
  rows_[0].metadata["mentions"] = R"(["Uno","EINS"])";
  rows_[1].metadata["mentions"] = "vier";
  const std::vector<Hypothesis> said = {{.text = "eins"}, {.text = "zwei"}, {.text = "vier"}};
  EXPECT_DOUBLE_EQ(measure(rows_, said, config_).find("m-eta")->score, 50.0);
  rows_[1].metadata["mentions"] = "[4]";
  EXPECT_THROW(measure(rows_, said, config_), Error);
}

TEST_F(Evaluating, ScoresMetricsAndWitnesses) {
  const Evaluate evaluate{player_, config_, {&exact_}, {}};
  const Evaluation evaluation = evaluate(generator_, rows_, "fake");
  EXPECT_EQ(evaluation.rows, 3);
  EXPECT_DOUBLE_EQ(evaluation.find("exact")->score, 0.5);  // the third row isn't judged
  EXPECT_GT(evaluation.find("chrf")->score, 40.0);
  EXPECT_LT(evaluation.find("chrf")->score, 100.0);
  EXPECT_NEAR(evaluation.truncated_share, 1.0 / 3.0, 1e-12);
  EXPECT_NEAR(evaluation.empty_share, 1.0 / 3.0, 1e-12);
  EXPECT_EQ(evaluation.decoding["temperature"], 0.0);
  EXPECT_EQ(evaluation.scores()["exact"], 0.5);
}

TEST_F(Evaluating, AMetricsStatisticsGiveItsScoreAgain) {
  const Evaluation evaluation = Evaluate{player_, config_, {&exact_}, {}}(generator_, rows_, "f");
  for (const MetricResult& metric : evaluation.metrics)
    EXPECT_DOUBLE_EQ(metric_of(metric)->score(metric.statistics.sums()), metric.score)
        << metric.key;
}

TEST_F(Evaluating, CountsCallsAndScoresTiersByThemselves) {
  rows_[0].metadata["tier"] = rows_[1].metadata["tier"] = "high";
  rows_[2].metadata["tier"] = "low";
  std::vector<Hypothesis> said = {{.text = "eins"}, {.text = "zwei"}, {.text = "vier"}};
  EXPECT_EQ(measure(rows_, said, config_).find("calls"), nullptr);
  said[0].calls = 0;
  said[1].calls = 1;
  said[2].calls = 3;
  const Evaluation evaluation = measure(rows_, said, config_);
  EXPECT_DOUBLE_EQ(evaluation.find("calls")->score, 4.0 / 3.0);
  EXPECT_FALSE(evaluation.find("calls")->higher_is_better);
  const Json scores = evaluation.scores();
  EXPECT_EQ(scores.at("calls/tier/high"), 0.5);
  EXPECT_EQ(scores.at("calls/tier/low"), 3.0);
  EXPECT_TRUE(scores.contains("chrf/tier/low"));
  EXPECT_EQ(evaluation.breakdowns.back().by, "tier");
}

TEST_F(Evaluating, BreaksDownByLengthAndDomain) {
  config_.length_groups = 3;
  const Evaluation evaluation = Evaluate{player_, config_, {&exact_}, {}}(generator_, rows_, "f");
  ASSERT_EQ(evaluation.breakdowns.size(), 2U);  // one direction only
  const Breakdown& lengths = evaluation.breakdowns[0];
  ASSERT_EQ(lengths.groups.size(), 3U);
  EXPECT_EQ(lengths.groups[0].label, "3");
  EXPECT_EQ(lengths.groups[2].label, "9");
  EXPECT_EQ(lengths.groups[0].scores.at("exact"), 1.0);
  EXPECT_EQ(lengths.groups[2].scores.at("exact"), 0.0);
  EXPECT_EQ(evaluation.breakdowns[1].by, "domain");
}

TEST_F(Evaluating, EveryRowIsInOneLengthGroup) {
  std::vector<data::Row> rows;
  std::vector<Hypothesis> hypotheses;
  for (size_t i = 0; i < 57; ++i) {
    rows.push_back(row_of(std::string(1 + i % 5, 'x'), "y"));
    hypotheses.push_back({"y", false, 1});
  }
  for (int64_t groups = 1; groups <= 20; ++groups) {
    config_.length_groups = groups;
    int64_t total = 0;
    for (const Group& group : measure(rows, hypotheses, config_).breakdowns[0].groups) {
      EXPECT_GT(group.rows, 0);
      total += group.rows;
    }
    EXPECT_EQ(total, 57);
  }
}

TEST_F(Evaluating, KeepsSamplesSpreadOverTheRows) {
  config_.num_samples = 2;
  const Evaluation evaluation = Evaluate{player_, config_, {&exact_}, {}}(generator_, rows_, "f");
  ASSERT_EQ(evaluation.samples.size(), 2U);
  EXPECT_EQ(evaluation.samples[0].source, "one");
  EXPECT_EQ(evaluation.samples[1].source, "two three");
  EXPECT_EQ(evaluation.samples[0].scores.at("exact"), 1.0);
}

TEST_F(Evaluating, ComesBackFromItsFiles) {
  Evaluation evaluation = Evaluate{player_, config_, {&exact_}, {}}(generator_, rows_, "fake");
  const Path folder = Path(::testing::TempDir()) / "dragoman_evaluation";
  make_folder(folder);
  save(evaluation, folder);
  const Evaluation back = load(folder);
  EXPECT_EQ(back.scores(), evaluation.scores());
  EXPECT_EQ(back.rows_fingerprint, evaluation.rows_fingerprint);
  EXPECT_EQ(back.metrics[1].signature, evaluation.metrics[1].signature);
  EXPECT_EQ(metric_of(back.metrics[1])->score(back.metrics[1].statistics.sums()),
            evaluation.metrics[1].score);
  EXPECT_EQ(back.breakdowns[0].groups[0].scores, evaluation.breakdowns[0].groups[0].scores);
  ASSERT_EQ(back.samples.size(), 3U);
  EXPECT_EQ(back.samples[1].hypothesis, evaluation.samples[1].hypothesis);
  EXPECT_EQ(read_file(folder / "evaluation.json").find("eins"), std::string::npos);
}

TEST_F(Evaluating, SaysWhatIsWrongWithAFile) {
  const Path folder = Path(::testing::TempDir()) / "dragoman_bad_evaluation";
  make_folder(folder);
  for (const char* text : {"{}", "[]", "{\"version\": 7}", "{"}) {
    write_file(folder / "evaluation.json", text);
    try {
      load(folder);
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("evaluation.json"), std::string::npos);
    }
  }
}

TEST(EvaluationConfig, TakesMetricsWithTheirOptions) {
  const auto config = config::read_text<EvaluationConfig>(
      "temperature = 0.5\nmetrics = [{name = \"chrf\", word_order = 2}, {name = \"chrf\"}]");
  const std::vector<data::Row> rows{row_of("a", "b c d")};
  const std::vector<Hypothesis> hypotheses{{"b c e", false, 3}};
  const Evaluation evaluation = measure(rows, hypotheses, config);
  ASSERT_EQ(evaluation.metrics.size(), 2U);
  EXPECT_EQ(evaluation.metrics[0].name, "chrF2++");
  EXPECT_EQ(evaluation.metrics[1].key, "chrf_2");
  EXPECT_EQ(config.sampling.temperature, 0.5);
}

}  // namespace
}  // namespace dragoman::evaluation
