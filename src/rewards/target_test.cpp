// Rewards that compare with what a teacher wrote, and parts that are scaled before they are mixed.
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "rewards/rewards_for_tests.h"

namespace dragoman::rewards {
namespace {

constexpr const char* kDraft = "Der alte Mann geht durch Schnee.";
constexpr const char* kRefinement = "Der alte Mann geht durch den Schnee.";
constexpr const char* kTranslation = "Ein Greis stapft langsam durch den Schnee.";

std::unique_ptr<Reward> taught(const std::string& name, const std::string& target) {
  const auto part =
      config::read_text<RewardPart>("name = \"" + name + "\"\ntarget = \"" + target + "\"\n");
  static const std::vector<data::Row> rows = english_german();
  return part.reward.make({.rows = rows, .taught = true});
}

Judged taught_item(const data::Row& row, std::string_view hypothesis) {
  Judged item = judged(row, hypothesis);
  item.refinement = kRefinement;
  item.translation = kTranslation;
  return item;
}

class EveryTargetedReward : public testing::TestWithParam<std::string> {};

TEST_P(EveryTargetedReward, ScoresAsIfTheTargetWereTheOnlyReference) {
  const data::Row row = english_german().at(0);
  for (const auto& [target, text] :
       {std::pair("refinement", kRefinement), std::pair("translation", kTranslation)}) {
    data::Row with_text = row;
    with_text.references = {text};
    const auto plain = reward_of(GetParam(), "", {with_text});
    const auto reward = taught(GetParam(), target);
    for (const char* hypothesis : {kDraft, kRefinement, "etwas ganz anderes", "x"})
      EXPECT_EQ(score_of(*reward, taught_item(row, hypothesis)),
                score_of(*plain, judged(with_text, hypothesis)))
          << hypothesis;
    EXPECT_EQ(reward->kind(), plain->kind());
  }
}

TEST_P(EveryTargetedReward, NeedsNoReferenceButATeacher) {
  data::Row bare = english_german().at(0);
  bare.references.clear();
  const auto part =
      config::read_text<RewardPart>("name = \"" + GetParam() + "\"\ntarget = \"refinement\"\n");
  const std::vector<data::Row> rows = {bare};
  EXPECT_TRUE(score_of(*part.reward.make({.rows = rows, .taught = true}), taught_item(bare, kDraft))
                  .has_value());
  EXPECT_THROW(part.reward.make({.rows = rows}), Error);
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryTargetedReward,
                         testing::Values("chrf", "edit_distance", "word_match", "length",
                                         "length_ratio"),
                         [](const auto& entry) { return entry.param; });

TEST(Target, GivesAnAnswerWithoutTextTheWorstScore) {
  const data::Row row = english_german().at(0);
  for (const char* hypothesis : {"", "  \n"}) {
    EXPECT_EQ(score_of(*taught("edit_distance", "refinement"), judged(row, hypothesis)), 0.0);
    EXPECT_EQ(score_of(*taught("chrf", "refinement"), judged(row, hypothesis)), 0.0);
  }
}

TEST(Target, IsTheAnswersOwnEvenWithinAGroup) {
  const data::Row row = english_german().at(0);
  const auto reward = taught("chrf", "refinement");
  std::vector<Judged> items(3, taught_item(row, kDraft));
  items[1].refinement = kDraft;
  items[2].refinement = "ganz anders";
  const auto together = reward->score(items);
  EXPECT_EQ(together[1], 1.0);
  for (size_t i = 0; i < items.size(); ++i)
    EXPECT_EQ(together[i], score_of(*reward, items[i])) << i;
}

std::vector<Verdict> judge_scaled(const std::string& scale) {
  const std::vector<data::Row> rows = english_german();
  const auto edit = config::read_text<RewardPart>("name = \"edit_distance\"\nweight = 3.0\n");
  const auto chrf = config::read_text<RewardPart>("name = \"chrf\"\n");
  RewardRules rules;
  rules.scale_parts = scale;
  const RewardSet set({edit, chrf}, rules, {.rows = rows});
  std::vector<Judged> items;
  for (const data::Row& row : rows)
    for (const char* hypothesis : {"Der alte Mann", "Wir möchten gerne", "Meine Schwester hat"})
      items.push_back(judged(row, hypothesis));
  return set.judge(items);
}

// (value - mean) / deviation of one part over the verdicts [begin, end).
double z_score(std::span<const Verdict> verdicts, size_t of, const std::string& label) {
  double sum = 0.0;
  double squares = 0.0;
  for (const Verdict& verdict : verdicts) {
    sum += verdict.parts.at(label);
    squares += verdict.parts.at(label) * verdict.parts.at(label);
  }
  const auto count = static_cast<double>(verdicts.size());
  const double mean = sum / count;
  return (verdicts[of].parts.at(label) - mean) / std::sqrt(squares / count - mean * mean);
}

TEST(ScaledParts, AreMixedByTheirDistanceFromTheMeanOfTheStepOrOfTheGroup) {
  const auto plain = judge_scaled("none");
  const auto batch = judge_scaled("batch");
  const auto group = judge_scaled("group");
  for (size_t i = 0; i < plain.size(); ++i) {
    EXPECT_EQ(batch[i].parts, plain[i].parts);
    EXPECT_NEAR(*batch[i].reward,
                3 * z_score(plain, i, "edit_distance") + z_score(plain, i, "chrf"), 1e-9);
    const auto own = std::span(plain).subspan(i / 3 * 3, 3);
    EXPECT_NEAR(*group[i].reward,
                3 * z_score(own, i % 3, "edit_distance") + z_score(own, i % 3, "chrf"), 1e-9);
  }
}

TEST(ScaledParts, OfEqualValueSayNothing) {
  const std::vector<data::Row> rows = english_german();
  RewardRules rules;
  rules.scale_parts = "batch";
  const RewardSet set({config::read_text<RewardPart>("name = \"chrf\"\n")}, rules, {.rows = rows});
  const std::vector<Judged> same(4, judged(rows[0], "Der alte Mann"));
  for (const Verdict& verdict : set.judge(same)) EXPECT_EQ(verdict.reward, 0.0);
}

TEST(ScaledParts, WantAFloorBelowTheMeanWhereThereIsAGate) {
  const std::vector<data::Row> rows = english_german();
  const std::vector<RewardPart> parts = {config::read_text<RewardPart>("name = \"chrf\"\n"),
                                         config::read_text<RewardPart>("name = \"length\"\n")};
  RewardRules rules;
  rules.scale_parts = "batch";
  EXPECT_THROW(RewardSet(parts, rules, {.rows = rows}), Error);
  rules.reward_floor = -5.0;
  const RewardSet set(parts, rules, {.rows = rows});
  const std::vector<Judged> items = {judged(rows[0], "Der alte Mann geht langsam"),
                                     judged(rows[0], "")};
  EXPECT_EQ(set.judge(items).at(1).reward, -5.0);
}

}  // namespace
}  // namespace dragoman::rewards
