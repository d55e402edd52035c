#include "evaluation/system_comparison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "base/error.h"
#include "base/random.h"
#include "evaluation/comparison_page.h"
#include "evaluation/interval_chart.h"
#include "evaluation/system_comparison_output.h"
#include "metrics/catalog.h"

namespace dragoman::evaluation {
namespace {

constexpr size_t kSentences = 120;

// A translation that gets each word right with that chance.
std::string noisy(const std::string& reference, uint64_t percent, Rng& rng) {
  std::string out;
  for (const std::string_view word : {reference.substr(0, 4), reference.substr(5)})
    out += std::string(out.empty() ? "" : " ") +
           (rng.below(100) < percent ? std::string(word) : "x<y");
  return out;
}

// "good" is better than "fair" and "same", which are one system.
Systems three_systems() {
  Systems systems;
  systems.names = {"fair", "good", "same"};
  systems.hypotheses.resize(3);
  Rng rng(3);
  for (size_t i = 0; i < kSentences; ++i) {
    const std::string reference = fmt::format("tola miru{}", i % 7);
    systems.corpus.references.push_back({reference});
    systems.corpus.sources.push_back(fmt::format("a cat {}", i));
    systems.corpus.documents.push_back(fmt::format("doc {}", i / 10));
    systems.domains.emplace_back(i % 2 == 0 ? "news" : "talk & more");
    systems.difficulties.emplace_back(i % 3 == 0 ? "hard" : "simple");
    systems.hypotheses[0].push_back(noisy(reference, 40, rng));
    systems.hypotheses[1].push_back(noisy(reference, 90, rng));
    systems.hypotheses[2].push_back(systems.hypotheses[0].back());
  }
  return systems;
}

std::vector<KeyedMetric> metrics_named(const std::vector<std::string>& names) {
  std::vector<KeyedMetric> metrics;
  for (const std::string& name : names) metrics.push_back({name, metrics::catalog().make(name)});
  return metrics;
}

SystemComparison compared(bool randomization = false, const std::string& correction = "holm") {
  ComparisonOptions options;
  options.randomization = randomization;
  options.resampling.samples = 300;
  options.correction = correction;
  return compare_systems(three_systems(), metrics_named({"chrf", "ter", "doc-chrf"}), options);
}

class Tests : public testing::TestWithParam<bool> {};

TEST_P(Tests, FindTheBetterSystemAndNoOther) {
  const SystemComparison comparison = compared(GetParam());
  for (const MetricComparison& metric : comparison.metrics) {
    SCOPED_TRACE(metric.name);
    ASSERT_EQ(metric.tests.size(), 3U);
    EXPECT_EQ(metric.test(0, 1).better, 1U);
    EXPECT_LT(metric.test(0, 1).adjusted, 0.05);
    EXPECT_GE(metric.test(0, 1).adjusted, metric.test(0, 1).p);
    EXPECT_EQ(metric.test(2, 0).p, 1.0);
    EXPECT_EQ(metric.standing(1).last_rank, 1U);
    EXPECT_EQ(metric.standing(0).first_rank, 2U);
    EXPECT_EQ(metric.standing(2).cluster, 2U);
    EXPECT_EQ(metric.intervals.empty(), GetParam());
  }
  EXPECT_EQ(comparison.order().front(), 1U);
  EXPECT_EQ(comparison.autorank25[1], 1.0);
  EXPECT_EQ(comparison.autorank25[0], 3.0);
}

INSTANTIATE_TEST_SUITE_P(SystemComparison, Tests, testing::Bool(), [](const auto& parameter) {
  return parameter.param ? "ByRandomisation" : "ByBootstrap";
});

TEST(SystemComparison, PValuesAreThoseOfThePairedTest) {
  const Systems systems = three_systems();
  const auto metric = metrics::catalog().make("chrf");
  const auto tables = metrics::corpus_statistics(*metric, systems.hypotheses, systems.corpus);
  const auto expected = metrics::paired_bootstrap(*metric, tables[0], tables[1], {.samples = 300});
  const SystemComparison comparison = compared(false, "none");
  EXPECT_EQ(comparison.metrics[0].test(0, 1).p, expected.p_value);
  EXPECT_EQ(comparison.metrics[0].test(0, 1).adjusted, expected.p_value);
  EXPECT_EQ(comparison.metrics[0].intervals[1].half_width, expected.interval->half_width);
}

TEST(SystemComparison, GroupsHoldEverySentenceOnce) {
  const SystemComparison comparison = compared();
  ASSERT_EQ(comparison.groups.size(), 3U);  // all sentences are of one length
  EXPECT_EQ(comparison.groups[0].parts.by, "domain");
  EXPECT_EQ(comparison.groups[1].parts.by, "difficulty");
  EXPECT_EQ(comparison.groups[2].parts.groups.size(), 12U);
  for (const GroupScores& groups : comparison.groups) {
    size_t rows = 0;
    for (const SentenceGroup& group : groups.parts.groups) rows += group.rows.size();
    EXPECT_EQ(rows, kSentences) << groups.parts.by;
    EXPECT_EQ(groups.scores.size(), 3U);
  }
  EXPECT_EQ(comparison.documents, 12U);
  EXPECT_EQ(comparison.words.size(), 3U);
}

TEST(SystemComparison, RanksTheSystemsOfEveryGroup) {
  Systems systems = three_systems();
  for (size_t i = 0; i < kSentences; ++i)  // "good" is good in the news, and says nothing elsewhere
    if (systems.domains[i] != "news") systems.hypotheses[1][i] = "x";
  const auto comparison =
      compare_systems(systems, metrics_named({"chrf", "ter"}), {.resampling = {10}});
  const auto& ranks = comparison.groups[0].autorank25;
  EXPECT_EQ(ranks[0], (std::vector<double>{3.0, 1.0, 3.0}));
  EXPECT_EQ(ranks[1], (std::vector<double>{1.0, 3.0, 1.0}));
}

TEST(SystemComparison, AJudgeIsAMetricAmongOthers) {
  Systems systems = three_systems();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Judge judge{"judge", std::vector(3, std::vector<double>(kSentences, 0.25))};
  for (size_t i = 0; i < kSentences; ++i) judge.scores[2][i] = i % 2 == 0 ? 0.75 : nan;
  systems.judges.push_back(judge);
  const auto comparison = compare_systems(systems, metrics_named({"chrf"}), {.resampling = {200}});
  const MetricComparison& judged = comparison.metrics.at(1);
  EXPECT_EQ(judged.scores, (std::vector<double>{0.25, 0.25, 0.75}));
  EXPECT_EQ(judged.decimals, 4);
  EXPECT_EQ(judged.test(0, 2).better, 2U);
  EXPECT_LT(judged.test(0, 2).adjusted, 0.05);
  EXPECT_EQ(judged.test(0, 1).p, 1.0);
  EXPECT_EQ(judged.standing(2).cluster, 1U);
  EXPECT_EQ(comparison.autorank24[1], 1.0 + 3.0 / 2.0);  // best by chrF, worst by the judge
  const std::string text = comparison_text(comparison);
  EXPECT_NE(text.find("judge ↑"), text.npos);
  EXPECT_EQ(text.find("judge: "), text.npos);  // a judge has no signature
}

class Human : public testing::Test {
 protected:
  HumanScores read(const std::string& text, size_t sentences = 2) {
    const Path path = Path(testing::TempDir()) / "human.score";
    std::ofstream(path) << text;
    return read_human_scores(path, {"a", "b"}, sentences);
  }

  std::string mistake(const std::string& text) {
    try {
      read(text);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(Human, ScoresAreOfSystemsOrOfSentences) {
  EXPECT_FALSE(read("a 3.5\nother 9\nb\t-1\n").by_sentence);
  const HumanScores human = read("b 1\nb None\na 2\na 4\n");
  EXPECT_TRUE(human.by_sentence);
  EXPECT_EQ(human.mean(0), 3.0);
  EXPECT_EQ(human.mean(1), 1.0);
  EXPECT_TRUE(std::isnan(human.scores[1][1]));
}

TEST_F(Human, MistakesAreNamed) {
  EXPECT_NE(mistake("a 1\n").find("has 0 scores of b"), std::string::npos);
  EXPECT_NE(mistake("a 1\nb good\n").find("line 2: good is no score"), std::string::npos);
  EXPECT_NE(mistake("a 1 2\n").find("line 1: must be a system and its score"), std::string::npos);
}

TEST_F(Human, AgreementTurnsRoundWhatIsLowerBetter) {
  const Systems systems = three_systems();
  HumanScores human{false, {{1.0}, {2.0}, {1.0}}};
  const auto comparison =
      compare_systems(systems, metrics_named({"chrf", "ter"}), {.resampling = {10}}, human);
  ASSERT_EQ(comparison.human.size(), 2U);
  for (const HumanAgreement& row : comparison.human) {
    EXPECT_NEAR(row.pearson, 1.0, 1e-9) << row.metric;
    EXPECT_EQ(row.accuracy, 1.0) << row.metric;
  }
  EXPECT_EQ(comparison.human_means, (std::vector<double>{1.0, 2.0, 1.0}));
  EXPECT_NE(comparison_text(comparison).find("people ↑"), std::string::npos);
}

TEST_F(Human, SentencesLeaveOutWhatWasNotJudged) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const HumanScores human{true, {{1, 2, nan}, {2, 1, 3}}};
  const auto rows = human_agreement(human, {"m", {1, 2}, {{1, 2, 9}, {2, 1, 3}}});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].items, 5U);
  EXPECT_NEAR(rows[1].pearson, 1.0, 1e-12);
  EXPECT_EQ(rows[1].accuracy, 1.0);
}

TEST(ComparisonText, ShowsScoresTestsAndSignatures) {
  const std::string text = comparison_text(compared());
  for (const char* part :
       {"120 sentences in 12 documents", "AutoRank 25", "good − fair", " *", "by domain",
        "by difficulty", "  good", "word F by frequency", "chrF2: nrefs:1|"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(ComparisonJson, HoldsEveryPair) {
  const Json json = comparison_json(compared());
  EXPECT_EQ(json["metrics"][0]["tests"].size(), 3U);
  EXPECT_EQ(json["metrics"][1]["systems"][1]["cluster"], 1);
  EXPECT_EQ(json["breakdowns"][0]["groups"][0]["chrF2"].size(), 3U);
  EXPECT_EQ(json["breakdowns"][0]["groups"][0]["autorank_wmt25"].size(), 3U);
  EXPECT_EQ(json["warnings"].size(), 0U);
  EXPECT_FALSE(json.contains("human"));
}

TEST(ComparisonPage, IsOnePageOfItsOwnAndEscapesTexts) {
  const std::string page = comparison_page(three_systems(), compared(), 5);
  for (const char* outside : {"<script", "src=", "href=", "http:", "https:", "url(", "x<y"})
    EXPECT_EQ(page.find(outside), page.npos) << outside;
  for (const char* part :
       {"3 systems compared", "<ins>x&lt;y", "talk &amp; more", "class=\"line\"", "<svg", "doc 1"})
    EXPECT_NE(page.find(part), page.npos) << part;
  size_t cards = 0;
  for (size_t at = page.find("<article>"); at != page.npos; at = page.find("<article>", at + 1))
    ++cards;
  EXPECT_EQ(cards, 5U);
}

TEST(ComparisonPage, IsTheSameForTheSameInput) {
  EXPECT_EQ(comparison_page(three_systems(), compared(), 5),
            comparison_page(three_systems(), compared(), 5));
}

TEST(IntervalChart, ShowsAPointForEveryRow) {
  EXPECT_EQ(interval_chart("a", "", {}), "");
  const std::string svg = interval_chart("a", "", {{"one", 5.0, 0.0, 0}, {"<two>", 5.0, 0.0, 1}});
  EXPECT_NE(svg.find("&lt;two&gt;"), svg.npos);
  EXPECT_EQ(svg.find("nan"), svg.npos);
}

}  // namespace
}  // namespace dragoman::evaluation
