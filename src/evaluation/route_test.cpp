#include "evaluation/route.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "evaluation/evaluate.h"
#include "evaluation/fakes_test.h"

namespace dragoman::evaluation {
namespace {

// Twelve questions in two domains; a system is right on those whose number `right` divides, and
// makes `calls` calls for each.
Evaluation system(int right, int64_t calls) {
  std::vector<data::Row> rows;
  std::vector<Hypothesis> hypotheses;
  for (int i = 0; i < 12; ++i) {
    rows.push_back(row_of("question " + std::to_string(i), "answer " + std::to_string(i)));
    rows.back().domain = i < 4 ? "easy" : "hard";
    hypotheses.push_back({i % right == 0 ? rows.back().references[0] : "none", false, 3, calls});
  }
  EvaluationConfig config;
  config.metrics = {metric_named("accuracy")};
  return measure(rows, hypotheses, config);
}

double score(const Evaluation& evaluation, const std::string& key) {
  return evaluation.find(key)->score;
}

double score_of_group(const Evaluation& evaluation, const std::string& label,
                      const std::string& key) {
  for (const Breakdown& breakdown : evaluation.breakdowns)
    for (const Group& group : breakdown.groups)
      if (breakdown.by == "domain" && group.label == label) return group.scores.at(key);
  return -1.0;
}

// Right on 0 2 4 6 8 10, and on 0 3 6 9: only 3 and 9 are worth the other system's calls.
TEST(Route, AnOracleTakesWhatIsBetter) {
  const Evaluation native = system(2, 0);
  const Evaluation tool = system(3, 2);
  const Evaluation oracle = routed(native, tool, rows_where_better(tool, native, "accuracy"));
  EXPECT_NEAR(score(oracle, "accuracy"), 100.0 * 8 / 12, 1e-9);
  EXPECT_NEAR(score(oracle, "calls"), 2.0 * 2 / 12, 1e-9);
  EXPECT_NEAR(score_of_group(oracle, "easy", "accuracy"), 100.0 * 3 / 4, 1e-9);
  EXPECT_NEAR(score_of_group(oracle, "hard", "calls"), 2.0 * 1 / 8, 1e-9);
}

TEST(Route, ARuleTakesWholeGroups) {
  const Evaluation native = system(2, 0);
  const Evaluation tool = system(1, 1);
  const Evaluation rule = routed(native, tool, rows_in_groups(native, "domain", {"hard"}));
  EXPECT_NEAR(score_of_group(rule, "easy", "accuracy"), 50.0, 1e-9);
  EXPECT_NEAR(score_of_group(rule, "hard", "accuracy"), 100.0, 1e-9);
  EXPECT_NEAR(score(rule, "calls"), 8.0 / 12, 1e-9);
}

TEST(Route, RefusesWhatDoesNotFit) {
  const Evaluation native = system(2, 0);
  EXPECT_THROW(rows_in_groups(native, "tier", {"high"}), Error);
  EXPECT_THROW(rows_in_groups(native, "domain", {"none"}), Error);
  EXPECT_THROW(rows_where_better(native, native, "chrf"), Error);
  Evaluation other = native;
  other.rows_fingerprint = "other";
  EXPECT_THROW(routed(native, other, std::vector<bool>(12)), Error);
}

}  // namespace
}  // namespace dragoman::evaluation
