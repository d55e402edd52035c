#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "metrics/chrf.h"
#include "rewards/rewards_for_tests.h"

namespace dragoman::rewards {
namespace {

// The message of the Error that `run` throws; "" when it throws none.
template <class Run>
std::string error_of(Run&& run) {
  try {
    run();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(ChrfReward, IsTheMetricOverAHundredAgainstTheBestReference) {
  const std::vector<data::Row> rows = english_german();
  const auto reward = reward_of("chrf", "word_order = 2", rows);
  const metrics::Chrf metric({.word_order = 2});
  const std::string hypothesis = "Der alte Mann geht durch Schnee.";
  EXPECT_DOUBLE_EQ(*score_of(*reward, judged(rows[0], hypothesis)),
                   metric.sentence_score(hypothesis, {.references = rows[0].references}) / 100.0);
  for (const std::string& reference : rows[0].references) {
    EXPECT_DOUBLE_EQ(*score_of(*reward, judged(rows[0], reference)), 1.0);
  }
  EXPECT_EQ(*score_of(*reward, judged(rows[0], "")), 0.0);
}

TEST(ChrfReward, RefusesDataWithoutReferencesAndNamesTheRow) {
  std::vector<data::Row> rows = english_german();
  rows[1].references.clear();
  rows[1].id = "mono.tsv:7";
  const std::string error = error_of([&] { reward_of("chrf", "", rows); });
  EXPECT_NE(error.find("mono.tsv:7"), std::string::npos) << error;
}

TEST(EditReward, IsOneLessTheNormalisedDistanceToTheClosestReference) {
  const std::vector<data::Row> rows{row_of("x", {"abcd", "abxyz"})};
  const auto reward = reward_of("edit_distance", "", rows);
  EXPECT_DOUBLE_EQ(*score_of(*reward, judged(rows[0], "abce")), 0.75);
  EXPECT_DOUBLE_EQ(*score_of(*reward, judged(rows[0], "abxyz")), 1.0);
  EXPECT_DOUBLE_EQ(*score_of(*reward, judged(rows[0], "")), 0.0);
  const auto words = reward_of("edit_distance", "unit = \"word\"", rows);
  EXPECT_DOUBLE_EQ(*score_of(*words, judged(rows[0], "abcd and more")), 1.0 / 3.0);
}

TEST(SoftOverlong, FallsInALineFromTheBufferToTheLimit) {
  const std::vector<data::Row> rows = english_german();
  const auto reward = reward_of("soft_overlong", "buffer = 0.2", rows);
  Judged item = judged(rows[0], "x");
  const auto at = [&](int64_t length) {
    item.length = length;
    return *score_of(*reward, item);
  };
  EXPECT_EQ(at(0), 0.0);
  EXPECT_EQ(at(80), 0.0);
  EXPECT_DOUBLE_EQ(at(90), -0.5);
  EXPECT_DOUBLE_EQ(at(100), -1.0);
  EXPECT_DOUBLE_EQ(at(120), -1.0);
}

TEST(LengthRatio, FallsWithTheLogarithmBeyondTheMargin) {
  const std::vector<data::Row> rows{row_of("sixsix", {"twelve chars", "ab"})};
  const auto reward = reward_of("length_ratio", "margin = 0.1\nslope = 2.0", rows);
  const auto of = [&](size_t length) {
    return *score_of(*reward, judged(rows[0], std::string(length, 'x')));
  };
  EXPECT_EQ(of(12), 0.0);
  EXPECT_EQ(of(13), 0.0);
  EXPECT_DOUBLE_EQ(of(15), -2.0 * (std::log(15.0 / 12.0) - 0.1));
  EXPECT_DOUBLE_EQ(of(9), -2.0 * (std::log(12.0 / 9.0) - 0.1));
  EXPECT_EQ(of(2), 0.0);
  EXPECT_DOUBLE_EQ(of(3), -2.0 * (std::log(3.0 / 2.0) - 0.1));
  EXPECT_EQ(of(40), -1.0);
  EXPECT_EQ(of(0), -1.0);
}

TEST(LengthRatio, ComparesWithTheSourceByTheDatasOwnRatioOrAGivenOne) {
  const std::vector<data::Row> rows{row_of("abcd", {"abcdefgh"}), row_of("äöüß", {"abcdefgh"}),
                                    row_of("abcd", {"a"})};
  const auto learned = reward_of("length_ratio", "against = \"source\"\nmargin = 0.0", rows);
  EXPECT_EQ(*score_of(*learned, judged(rows[1], "abcdefgh")), 0.0);
  EXPECT_DOUBLE_EQ(*score_of(*learned, judged(rows[2], "abcdef")), -std::log(8.0 / 6.0));
  const auto given =
      reward_of("length_ratio", "against = \"source\"\nratio = 1.5\nmargin = 0.0", rows);
  EXPECT_EQ(*score_of(*given, judged(rows[0], "abcdef")), 0.0);
}

TEST(LengthRatio, SaysWhatIsMissing) {
  const std::vector<data::Row> rows{row_of("abcd", {})};
  for (const auto& [options, word] : {std::pair{"", "reference"},
                                      {"against = \"source\"", "ratio"},
                                      {"ratio = 1.2", "against"}}) {
    const std::string error = error_of([&] { reward_of("length_ratio", options, rows); });
    EXPECT_NE(error.find(word), std::string::npos) << options << ": " << error;
  }
}

}  // namespace
}  // namespace dragoman::rewards
