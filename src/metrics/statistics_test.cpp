// Corrections, correlations, standings, AutoRank and word frequencies.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "metrics/autorank.h"
#include "metrics/correlation.h"
#include "metrics/golden_cases.h"
#include "metrics/multiple_tests.h"
#include "metrics/standings.h"
#include "metrics/word_frequency.h"
#include "text/utf8.h"

namespace dragoman::metrics {
namespace {

using Numbers = std::vector<double>;

void expect_number(double found, const Json& expected, const char* what) {
  if (expected.is_null()) {
    EXPECT_TRUE(std::isnan(found)) << what;
  } else {
    EXPECT_NEAR(found, expected.get<double>(), 1e-12) << what;
  }
}

void expect_numbers(const Numbers& found, const Json& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i].get<double>(), 1e-12);
}

std::vector<Json> cases_of(const std::string& kind) {
  auto cases = golden_cases("statistics");
  std::erase_if(cases, [&](const Json& one) { return one["kind"] != kind; });
  EXPECT_EQ(cases.size(), 25U);
  return cases;
}

TEST(Correlation, RecordedValuesAreEqual) {
  for (const Json& expected : cases_of("correlation")) {
    SCOPED_TRACE(expected.dump());
    const auto human = expected["human"].get<Numbers>();
    const auto metric = expected["metric"].get<Numbers>();
    expect_number(pearson(human, metric), expected["pearson"], "pearson");
    expect_number(spearman(human, metric), expected["spearman"], "spearman");
    expect_number(kendall_b(human, metric), expected["kendall_b"], "kendall b");
    expect_number(kendall_c(human, metric), expected["kendall_c"], "kendall c");
    expect_numbers(ranks(human), expected["ranks"]);
  }
}

TEST(Correlation, RecordedTieCalibrationsAreEqual) {
  for (const Json& expected : cases_of("calibration")) {
    SCOPED_TRACE(expected.dump());
    std::vector<ScoredItem> items;
    for (const Json& item : expected["items"])
      items.push_back({item[0].get<Numbers>(), item[1].get<Numbers>()});
    const TieCalibration found = calibrate_ties(items);
    EXPECT_NEAR(found.accuracy, expected["accuracy"].get<double>(), 1e-9);
    EXPECT_NEAR(found.threshold, expected["threshold"].get<double>(), 1e-9);
  }
}

TEST(Correlation, PairsAreCountedByKind) {
  const PairCounts counts = count_pairs(Numbers{1, 1, 2, 3}, Numbers{5, 5, 5, 4});
  EXPECT_EQ(counts.pairs, 6);
  EXPECT_EQ(counts.tied_first, 1);
  EXPECT_EQ(counts.tied_second, 3);
  EXPECT_EQ(counts.tied_both, 1);
  EXPECT_EQ(counts.discordant, 3);
  EXPECT_EQ(counts.concordant(), 0);
  EXPECT_DOUBLE_EQ(kendall_a(Numbers{1, 2, 3}, Numbers{1, 3, 2}), 1.0 / 3);
}

TEST(Correlation, PairwiseAccuracyLeavesHumanTiesOut) {
  EXPECT_DOUBLE_EQ(pairwise_accuracy(Numbers{1, 1, 2}, Numbers{1, 5, 3}), 0.5);
  EXPECT_DOUBLE_EQ(pairwise_accuracy(Numbers{1, 2, 3}, Numbers{1, 1, 2}), 2.0 / 3);
  EXPECT_TRUE(std::isnan(pairwise_accuracy(Numbers{1, 1}, Numbers{1, 2})));
}

TEST(MultipleTests, RecordedBenjaminiHochbergIsEqual) {
  for (const Json& expected : cases_of("correction"))
    expect_numbers(benjamini_hochberg(expected["p_values"].get<Numbers>()),
                   expected["benjamini_hochberg"]);
}

TEST(MultipleTests, HolmStepsDown) {
  expect_numbers(holm({0.01, 0.04, 0.03, 0.005}), {0.03, 0.06, 0.06, 0.02});
  expect_numbers(holm({0.5, 0.9}), {1.0, 1.0});
  EXPECT_TRUE(holm({}).empty());
}

TEST(Standings, LinesAreDrawnWhereNoRankRangeCrosses) {
  // 0 and 1 beat 2 and 3; 2 and 3 are alike, 1 and 0 are alike.
  const auto order =
      standings({30, 31, 20, 21}, true, [](size_t a, size_t b) { return a < 2 && b >= 2; });
  ASSERT_EQ(order.size(), 4U);
  EXPECT_EQ(order[0].system, 1U);
  EXPECT_EQ(order[0].first_rank, 1U);
  EXPECT_EQ(order[0].last_rank, 2U);
  EXPECT_EQ(order[1].cluster, 1U);
  EXPECT_EQ(order[2].system, 3U);
  EXPECT_EQ(order[2].first_rank, 3U);
  EXPECT_EQ(order[3].cluster, 2U);
}

TEST(Standings, AChainOfLikeNeighboursIsOneCluster) {
  const auto order =
      standings({1, 2, 3}, false, [](size_t a, size_t b) { return a == 0 && b == 2; });
  EXPECT_EQ(order[0].system, 0U);
  EXPECT_EQ(order[0].last_rank, 2U);
  EXPECT_EQ(order[2].first_rank, 2U);
  EXPECT_EQ(order[2].cluster, 1U);
}

TEST(Autorank, ScalesFromTheBestToTheWorst) {
  const std::vector<RankedMetric> metrics = {{{90, 80, 70}, true}, {{1, 3, 2}, false}};
  expect_numbers(autorank_wmt24(metrics), {1.0, 3.25, 3.25});
  const auto robust = autorank_wmt25(metrics);
  EXPECT_EQ(robust[0], 1.0);
  EXPECT_EQ(*std::max_element(robust.begin(), robust.end()), 3.0);
  expect_numbers(autorank_wmt25({{{5, 5}, true}}), {1.0, 1.0});
}

using Table = std::vector<std::map<std::string, std::string>>;

Table read_table(const Path& path) {
  LineReader reader(path);
  Table rows;
  std::vector<std::string> header;
  std::string line;
  while (reader.next(line)) {
    const auto fields = text::split(line, '\t');
    if (header.empty()) {
      header.assign(fields.begin(), fields.end());
      continue;
    }
    auto& row = rows.emplace_back();
    for (size_t i = 0; i < header.size(); ++i) row[header[i]] = fields[i];
  }
  return rows;
}

class PublishedAutorank : public testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("DRAGOMAN_SHARED");
    const Path root = shared != nullptr ? Path(shared) : Path(DRAGOMAN_SOURCE_FOLDER) / "../shared";
    folder_ = root / "data/autorank";
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << folder_ << " is not there";
  }

  Path folder_;
};

TEST_F(PublishedAutorank, Of2024IsReproduced) {
  std::map<std::string, Table> pairs;
  for (auto& row : read_table(folder_ / "wmt24_autorank.tsv"))
    pairs[row["lang_pair"]].push_back(row);
  EXPECT_EQ(pairs.size(), 5U);
  for (auto& [pair, rows] : pairs) {
    RankedMetric metricx{{}, false};
    RankedMetric kiwi{{}, false};
    for (auto& row : rows) {
      metricx.scores.push_back(std::stod(row["metricx"]));
      kiwi.scores.push_back(std::stod(row["cometkiwi_neg"]));
    }
    const auto ranks = autorank_wmt24({metricx, kiwi});
    for (size_t i = 0; i < rows.size(); ++i)
      EXPECT_NEAR(ranks[i], std::stod(rows[i]["autorank"]), 1e-12) << pair << rows[i]["system"];
  }
}

TEST_F(PublishedAutorank, Of2025IsReproduced) {
  std::map<std::string, std::map<std::string, std::map<std::string, double>>> scores;
  for (auto& row : read_table(folder_ / "wmt25_system_scores.tsv"))
    scores[row["lang_pair"]][row["metric"]][row["system"]] = std::stod(row["mean_score"]);
  std::map<std::string, Table> pairs;
  for (auto& row : read_table(folder_ / "wmt25_autorank_published.tsv"))
    pairs[row["lang_pair"]].push_back(row);
  EXPECT_EQ(pairs.size(), 4U);
  for (auto& [pair, rows] : pairs) {
    std::vector<RankedMetric> metrics;
    for (const std::string_view name : text::split(rows.front()["metrics_used"], ',')) {
      auto& metric = metrics.emplace_back();
      for (auto& row : rows)
        metric.scores.push_back(scores[pair][std::string(name)].at(row["system"]));
    }
    const auto ranks = autorank_wmt25(metrics);
    for (size_t i = 0; i < rows.size(); ++i)
      EXPECT_NEAR(ranks[i], std::stod(rows[i]["autorank_published"]), 0.0501)
          << pair << " " << rows[i]["system"];
  }
}

TEST(WordFrequency, CountsWordsByTheFrequencyOfTheirKind) {
  const Corpus corpus{.references = {{"The cat, the mat"}, {"the dog"}}};
  WordCounts counts;
  for (const auto& reference : corpus.references) count_words(reference.front(), "word", counts);
  EXPECT_EQ(counts.at("the"), 3);
  const auto found = word_accuracy({"the the the cat", "a dog"}, corpus, counts, "word");
  EXPECT_EQ(found[0].label, "0");  // "a"
  EXPECT_EQ(found[0].hypothesis, 1);
  EXPECT_EQ(found[1].label, "1");  // cat , mat dog
  EXPECT_EQ(found[1].reference, 4);
  EXPECT_EQ(found[1].common, 2);
  EXPECT_EQ(found[2].label, "[2, 5)");  // the
  EXPECT_EQ(found[2].common, 2);
  EXPECT_DOUBLE_EQ(found[2].f_score(), 200.0 * 2 / (3 + 3));
}

}  // namespace
}  // namespace dragoman::metrics
