#include "evaluation/rewarded_lead.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"
#include "evaluation/comparison_page.h"
#include "evaluation/system_comparison_output.h"

namespace dragoman::evaluation {
namespace {

constexpr size_t kSentences = 80;

// By how much "tuned" is better than "base" by three judges; all scores have the same noise.
struct Gains {
  double paid = 0.0;
  double first = 0.0;
  double second = 0.0;
};

Systems systems_with(const Gains& gains) {
  Systems systems;
  systems.names = {"base", "tuned"};
  systems.hypotheses.assign(2, std::vector<std::string>(kSentences, "<tola>"));
  systems.corpus.references.assign(kSentences, {"<tola>"});
  Rng rng(11);
  const auto add = [&](const char* name, double gain) {
    Judge judge{name, std::vector<std::vector<double>>(2)};
    for (size_t i = 0; i < kSentences; ++i)
      for (size_t s = 0; s < 2; ++s)
        judge.scores[s].push_back(static_cast<double>(50 + rng.below(20)) + (s == 1 ? gain : 0.0));
    systems.judges.push_back(std::move(judge));
  };
  add("paid", gains.paid);
  add("first", gains.first);
  add("second", gains.second);
  return systems;
}

SystemComparison compared(const Gains& gains, const std::vector<std::string>& rewarded = {"paid"}) {
  ComparisonOptions options;
  options.resampling.samples = 300;
  options.rewarded = rewarded;
  return compare_systems(systems_with(gains), {}, options);
}

TEST(RewardedLead, IsAWarningWhereOthersFall) {
  const SystemComparison comparison = compared({10.0, -10.0, 0.0});
  const auto leads = rewarded_leads(comparison);
  ASSERT_EQ(leads.size(), 1U);
  EXPECT_EQ(comparison.systems[leads[0].system], "tuned");
  EXPECT_TRUE(leads[0].is_contradicted());
  EXPECT_EQ(leads[0].witnesses[0].kind, WitnessVerdict::Kind::kWorse);
  EXPECT_LT(leads[0].witnesses[0].difference, -5.0);
  EXPECT_EQ(leads[0].witnesses[1].kind, WitnessVerdict::Kind::kLevel);
  const auto texts = warnings(comparison);
  ASSERT_EQ(texts.size(), 1U);
  for (const char* part : {"tuned leads base by paid", "others fall", "paid +", "worse by first -",
                           "level by second", "p = 0.003"})
    EXPECT_NE(texts[0].find(part), std::string::npos) << texts[0];
}

TEST(RewardedLead, IsAWarningWhereNoOtherFollows) {
  const auto texts = warnings(compared({10.0, 0.0, 0.0}));
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_NE(texts[0].find("no other metric follows"), std::string::npos) << texts[0];
}

TEST(RewardedLead, IsAWarningWhereOneFollowsAndOneFalls) {
  EXPECT_EQ(warnings(compared({10.0, 10.0, -10.0})).size(), 1U);
}

TEST(RewardedLead, IsNoneWhereOneFollowsAndNoneFalls) {
  EXPECT_TRUE(warnings(compared({10.0, 10.0, 0.0})).empty());
}

TEST(RewardedLead, IsNoneOfAMetricThatNothingWasRewardedWith) {
  EXPECT_TRUE(rewarded_leads(compared({10.0, -10.0, -10.0}, {})).empty());
  EXPECT_TRUE(compared({10.0, -10.0, -10.0}, {}).witness_rank.empty());
}

TEST(RewardedLead, IsNoneWhereTheLeadMayBeChance) {
  EXPECT_TRUE(rewarded_leads(compared({0.0, -10.0, -10.0})).empty());
}

TEST(RewardedLead, WitnessesRankWithoutTheRewardedMetric) {
  const SystemComparison comparison = compared({10.0, -10.0, -10.0});
  EXPECT_EQ(comparison.witness_rank, (std::vector<double>{1.0, 2.0}));
  EXPECT_NE(warnings(comparison)[0].find("2.00, base 1.00"), std::string::npos);
}

TEST(RewardedLead, WithoutAWitnessThatIsSaid) {
  const SystemComparison comparison = compared({10.0, 0.0, 0.0}, {"paid", "first", "second"});
  EXPECT_TRUE(warnings(comparison).empty());
  EXPECT_NE(missing_witness(comparison).find("base was rewarded with every metric"),
            std::string::npos);
  EXPECT_TRUE(comparison.witness_rank.empty());
  EXPECT_EQ(missing_witness(compared({10.0, 0.0, 0.0})), "");
}

TEST(RewardedLead, OfAMetricThatIsNotMeasuredIsAMistake) {
  try {
    compared({}, {"comet"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("comet, which is not measured here (paid, first"),
              std::string::npos)
        << error.what();
  }
}

TEST(RewardedLead, StandsInTextPageAndJson) {
  const Gains gains{10.0, -10.0, 0.0};
  const SystemComparison comparison = compared(gains);
  const std::string text = comparison_text(comparison);
  for (const char* part : {"WARNING: tuned leads base", "rewarded paid ↑", "of witnesses"})
    EXPECT_NE(text.find(part), text.npos) << text;
  const std::string page = comparison_page(systems_with(gains), comparison, 3);
  for (const char* part : {"class=\"alarms\"><li>tuned leads base", "<small>rewarded</small>"})
    EXPECT_NE(page.find(part), page.npos) << part;
  const Json json = comparison_json(comparison);
  EXPECT_EQ(json["warnings"].size(), 1U);
  EXPECT_EQ(json["rewarded_leads"][0]["suspicious"], true);
  EXPECT_EQ(json["rewarded_leads"][0]["witnesses"][0]["verdict"], "worse");
  EXPECT_EQ(json["autorank_of_witnesses"].size(), 2U);
}

}  // namespace
}  // namespace dragoman::evaluation
