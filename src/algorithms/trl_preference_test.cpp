// Losses and gradients of TRL's DPO, KTO, CPO, ORPO and reward trainers, as
// tools/make_golden_preference.py recorded them.
#include <gtest/gtest.h>

#include <numeric>

#include "algorithms/bradley_terry.h"
#include "algorithms/preferences_for_tests.h"
#include "base/json.h"
#include "base/line_reader.h"

namespace dragoman::algorithms {
namespace {

using Rows = std::vector<std::vector<double>>;

constexpr double kNear = 1e-6;

std::vector<Json> cases(const char* key) {
  std::vector<Json> found;
  for (const std::string& line :
       read_all_lines(Path(DRAGOMAN_SOURCE_FOLDER) / "tests/golden/algorithms/preference.jsonl"))
    if (Json one = Json::parse(line); one.contains(key)) found.push_back(std::move(one));
  return found;
}

// The chosen answers first, then the rejected ones.
std::vector<Comparison> pairs_of(const Json& step) {
  const Rows rows = step.at("logprob").get<Rows>();
  const auto answer = [&](size_t i) {
    return Answer{std::accumulate(rows[i].begin(), rows[i].end(), 0.0), step.at("reference")[i],
                  static_cast<double>(rows[i].size())};
  };
  std::vector<Comparison> pairs;
  for (size_t i = 0; i < rows.size() / 2; ++i)
    pairs.push_back({answer(i), answer(i + rows.size() / 2)});
  return pairs;
}

void expect_slopes(const std::vector<double>& recorded, double found) {
  for (const double slope : recorded) EXPECT_NEAR(found, slope, kNear);
}

TEST(TrlPreference, HasTheSameLossesAndGradients) {
  const std::vector<Json> steps = cases("loss_type");
  ASSERT_GT(steps.size(), 20u);
  for (const Json& step : steps) {
    SCOPED_TRACE(step.at("loss_type").get<std::string>() + "\n" +
                 step.at("options").get<std::string>());
    const auto loss = loss_of(step.at("loss_type"), step.at("options"));
    const std::vector<Comparison> pairs = pairs_of(step);
    const Rows slopes = step.at("slopes").get<Rows>();
    PreferenceCounts counts;
    for (const Comparison& pair : pairs) counts.add(pair);
    double sum = 0.0;
    for (size_t i = 0; i < pairs.size(); ++i) {
      const double kl = loss->needs_kl() ? step.at("kl").get<double>() : 0.0;
      const ComparisonTerm term = share_of_step(*loss, pairs[i], kl, counts);
      sum += term.value;
      expect_slopes(slopes[i], term.by_chosen);
      expect_slopes(slopes[i + pairs.size()], term.by_rejected);
    }
    EXPECT_NEAR(sum, step.at("loss").get<double>(), kNear);
  }
}

TEST(TrlReward, HasTheSameLossesAndGradients) {
  const std::vector<Json> steps = cases("scores");
  ASSERT_EQ(steps.size(), 4u);
  for (const Json& step : steps) {
    const auto scores = step.at("scores").get<std::vector<double>>();
    const auto slopes = step.at("slopes").get<std::vector<double>>();
    const size_t count = scores.size() / 2;
    double sum = 0.0;
    for (size_t i = 0; i < count; ++i) {
      const double both[] = {scores[i], scores[i + count]};
      const RankedPair pair{0, 1, step.at("margins")[i]};
      const RankingTerm term = bradley_terry(both, {&pair, 1}, step.at("center"));
      sum += term.value / static_cast<double>(count);
      EXPECT_NEAR(term.by_score[0] / static_cast<double>(count), slopes[i], kNear);
      EXPECT_NEAR(term.by_score[1] / static_cast<double>(count), slopes[i + count], kNear);
    }
    EXPECT_NEAR(sum, step.at("loss").get<double>(), kNear);
  }
}

}  // namespace
}  // namespace dragoman::algorithms
