#include "evaluation/run_comparison.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "evaluation/evaluate.h"
#include "evaluation/fakes_test.h"
#include "evaluation/report.h"
#include "evaluation/rewarded_lead.h"

namespace dragoman::evaluation {
namespace {

// A run whose every `wrong`-th translation is not the reference; with `padding` after it.
RunRecord run_of(const std::string& name, int wrong, const std::string& padding = "",
                 int rows_count = 60) {
  std::vector<data::Row> rows;
  std::vector<Hypothesis> hypotheses;
  for (int i = 0; i < rows_count; ++i) {
    rows.push_back(row_of(fmt::format("row {}", i), fmt::format("a bird sings {}", i),
                          i % 2 == 0 ? "news" : "novel"));
    rows.back().metadata["difficulty"] = i % 3 == 0 ? "hard" : "simple";
    const std::string said = i % wrong == 0 ? "a fish" : rows.back().references.front();
    hypotheses.push_back({said + padding, false, 4});
  }
  EvaluationConfig config;
  config.metrics = {metric_named("chrf"), metric_named("bleu"), metric_named("chrf")};
  const ExactMatch exact;
  RunRecord run;
  run.name = name;
  run.evaluation = measure(rows, hypotheses, config, {&exact});
  return run;
}

Json rewards(const std::vector<std::pair<std::string, double>>& parts) {
  Json config = {{"reward", Json::array()}};
  for (const auto& [name, weight] : parts)
    config["reward"].push_back({{"name", name}, {"weight", weight}});
  return config;
}

SystemComparison compared(const std::vector<const RunRecord*>& runs,
                          const std::vector<std::string>& metrics = {}) {
  return compare_runs(runs, metrics, {.resampling = {200}});
}

std::string mistake(const std::vector<const RunRecord*>& runs,
                    const std::vector<std::string>& metrics = {}) {
  try {
    compared(runs, metrics);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(RunComparison, ScoresAreThoseOfTheEvaluations) {
  const RunRecord good = run_of("good", 20);
  const RunRecord poor = run_of("poor", 2);
  const SystemComparison comparison = compared({&poor, &good});
  ASSERT_EQ(comparison.metrics.size(), 4U);
  for (const MetricComparison& metric : comparison.metrics) {
    EXPECT_EQ(metric.scores[1], good.evaluation->find(metric.key)->score) << metric.key;
    EXPECT_EQ(metric.test(0, 1).better, 1U) << metric.key;
  }
  EXPECT_EQ(comparison.autorank25, (std::vector<double>{2.0, 1.0}));
}

TEST(RunComparison, PartsAreThoseOfTheRows) {
  const RunRecord good = run_of("good", 20);
  const RunRecord poor = run_of("poor", 2);  // wrong on every row of the news
  const SystemComparison comparison = compared({&poor, &good});
  const auto by = [&](const std::string& name) -> const GroupScores& {
    return *std::find_if(comparison.groups.begin(), comparison.groups.end(),
                         [&](const GroupScores& groups) { return groups.parts.by == name; });
  };
  EXPECT_EQ(by("difficulty").parts.groups[1].label, "hard");
  EXPECT_EQ(by("difficulty").parts.groups[1].rows.size(), 20U);
  const GroupScores& domains = by("domain");
  EXPECT_EQ(domains.scores[3][0][0], 0.0);  // exact, news, poor
  EXPECT_EQ(domains.scores[3][1][0], 1.0);
  EXPECT_EQ(domains.autorank25[1][0], 1.0);
}

TEST(RunComparison, GradesOfDifficultyStandInTheirOrder) {
  std::string labels;
  for (const SentenceGroup& group :
       groups_by_label({"very simple", "difficult", "news", "very difficult", "simple", "art"}))
    labels += group.label + "|";
  EXPECT_EQ(labels, "very simple|simple|difficult|very difficult|art|news|");
}

TEST(RunComparison, TheRecipeSaysWhatWasRewarded) {
  RunRecord run = run_of("run", 2);
  EXPECT_FALSE(is_rewarded(run, "chrf"));
  run.config = rewards({{"chrf", 1.0}, {"bleu", -1.0}, {"edit_distance", 0.5}});
  EXPECT_TRUE(is_rewarded(run, "chrf"));
  EXPECT_TRUE(is_rewarded(run, "chrf_2"));
  EXPECT_FALSE(is_rewarded(run, "bleu"));
  EXPECT_TRUE(is_rewarded(run, "edit"));
  EXPECT_FALSE(is_rewarded(run, "exact"));
}

TEST(RunComparison, ARunThatPleasesItsRewardIsFlagged) {
  RunRecord honest = run_of("honest", 3);
  RunRecord pleaser = run_of("pleaser", 30, " so");  // right words, never exact
  pleaser.config = rewards({{"chrf", 1.0}});
  const auto texts = warnings(compared({&honest, &pleaser}, {"chrf", "exact"}));
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_NE(texts[0].find("pleaser leads honest by chrF2"), std::string::npos) << texts[0];
  EXPECT_NE(texts[0].find("worse by exact"), std::string::npos) << texts[0];
  const std::vector<RunRecord> both = {honest, pleaser};
  EXPECT_NE(report_page(both).find("What the reward hides"), std::string::npos);
  pleaser.config = nullptr;
  const std::vector<RunRecord> unrewarded = {honest, pleaser};
  EXPECT_EQ(report_page(unrewarded).find("What the reward hides"), std::string::npos);
}

TEST(RunComparison, MistakesAreNamed) {
  const RunRecord one = run_of("one", 2);
  const RunRecord other = run_of("other", 2, "", 50);
  RunRecord none;
  none.name = "none";
  EXPECT_NE(mistake({&one, &other}).find("different rows (60 and 50)"), std::string::npos);
  EXPECT_NE(mistake({&none, &one}).find("none: has no evaluation.json"), std::string::npos);
  EXPECT_NE(mistake({&one, &one}, {"ter"}).find("by ter in the same way; all have chrf, bleu"),
            std::string::npos);
}

// A run whose reward rises and whose evaluations go as told.
RunRecord curves_of(const std::vector<double>& bleu, const std::vector<double>& chrf,
                    double reward_slope) {
  RunRecord run;
  run.name = "long";
  run.config = rewards({{"chrf", 1.0}});
  for (int step = 0; step <= 40; ++step)
    run.curves["reward"].push_back({static_cast<double>(step), 0.5 + reward_slope * step});
  for (size_t i = 0; i < bleu.size(); ++i) {
    run.curves["eval/bleu"].push_back({20.0 * static_cast<double>(i), bleu[i]});
    run.curves["eval/chrf"].push_back({20.0 * static_cast<double>(i), chrf[i]});
  }
  return run;
}

bool flagged(const RunRecord& run) {
  return report_page({&run, 1}).find("What the reward hides") != std::string::npos;
}

TEST(ReportWarning, TellsOfARewardThatRisesWhileAWitnessFalls) {
  const RunRecord run = curves_of({40, 60, 30}, {50, 60, 70}, 0.01);
  const std::string page = report_page({&run, 1});
  for (const char* part :
       {"the reward rose from", "since step 20", "bleu fell from 60 at step 20 to 30"})
    EXPECT_NE(page.find(part), page.npos) << part;
}

TEST(ReportWarning, IsSilentOfAHealthyRun) {
  EXPECT_FALSE(flagged(curves_of({40, 50, 60}, {50, 60, 70}, 0.01)));
  EXPECT_FALSE(flagged(curves_of({40, 60, 59.5}, {50, 60, 70}, 0.01)));  // noise
  EXPECT_FALSE(flagged(curves_of({40, 60, 30}, {50, 60, 70}, -0.01)));   // the reward falls, too
  EXPECT_FALSE(flagged(curves_of({40, 50, 60}, {50, 70, 40}, 0.01)));    // what is paid for falls
}

}  // namespace
}  // namespace dragoman::evaluation
