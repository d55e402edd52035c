#include "metrics/edit_categories.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "metrics/alignment.h"
#include "metrics/edit_distance.h"

namespace dragoman::metrics {
namespace {

TEST(Alignment, PutsWordsOppositeTheirLikes) {
  const auto before = split_units("the kati sleeps", "word");
  const auto after = split_units("the big katilan sleeps", "word");
  const auto steps = align(before, after);
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_EQ(steps[1].before, -1);
  EXPECT_EQ(steps[2].before, 1);
  EXPECT_EQ(steps[2].after, 2);
}

TEST(Alignment, CostsWhatTheEditDistanceSays) {
  Rng rng(1);
  const auto draw = [&rng] {
    std::vector<Unit> units;
    for (uint64_t i = 0, count = rng.below(8); i < count; ++i)
      units.emplace_back(1 + rng.below(2), static_cast<char32_t>(U'a' + rng.below(3)));
    return units;
  };
  for (int i = 0; i < 500; ++i) {
    const auto before = draw(), after = draw();
    int64_t edits = 0;
    size_t taken = 0, put = 0;
    for (const Aligned& step : align(before, after)) {
      edits += step.kept ? 0 : 1;
      EXPECT_TRUE(step.before < 0 || step.before == static_cast<int64_t>(taken++));
      EXPECT_TRUE(step.after < 0 || step.after == static_cast<int64_t>(put++));
    }
    EXPECT_EQ(taken, before.size());
    EXPECT_EQ(put, after.size());
    EXPECT_EQ(edits, plain_edit_distance(before, after));
  }
}

TEST(Alignment, SplitsCharactersOfScriptsWithoutSpaces) {
  const auto units = split_units(" 我 爱你 ", "character");
  EXPECT_EQ(units.size(), 4u);
  EXPECT_EQ(join_units(units, "character"), "我 爱你");
}

void expect(const char* draft, const char* refinement, const EditCategories& wanted) {
  const EditCategories counts = edit_categories(draft, refinement);
  EXPECT_EQ(counts.substituted, wanted.substituted) << draft << " / " << refinement;
  EXPECT_EQ(counts.endings, wanted.endings) << draft << " / " << refinement;
  EXPECT_EQ(counts.moved, wanted.moved) << draft << " / " << refinement;
  EXPECT_EQ(counts.omitted, wanted.omitted) << draft << " / " << refinement;
  EXPECT_EQ(counts.added, wanted.added) << draft << " / " << refinement;
}

TEST(EditCategories, TellKindsOfEditsApart) {
  expect("a b c", "a b c", {});
  expect("the dog sleeps", "the cat sleeps", {.substituted = 1});
  expect("katilan sees", "katiman sees", {.endings = 1});
  expect("the dog", "the old dog", {.omitted = 1});
  expect("the old dog", "the dog", {.added = 1});
  expect("today the dog sleeps", "the dog sleeps today", {.moved = 1});
  expect("dog the sleeps", "the dog sleeps", {.moved = 2});
  expect("", "two words", {.omitted = 2});
  expect("two words", "", {.added = 2});
  expect("katilan sees old today", "today katiman sees", {.endings = 1, .moved = 1, .added = 1});
}

TEST(RefinementStatistics, AreMeansOverDrafts) {
  EXPECT_TRUE(refinement_statistics({}).empty());
  const auto seen = refinement_statistics({{"abcd", "abcd"}, {"abcd ef", "abcd"}});
  EXPECT_DOUBLE_EQ(seen.at("identity_ratio"), 0.5);
  EXPECT_DOUBLE_EQ(seen.at("edit_distance"), 3.0 / 7.0 / 2.0);
  EXPECT_DOUBLE_EQ(seen.at("similarity"), 1.0 - seen.at("edit_distance"));
  EXPECT_DOUBLE_EQ(seen.at("edits"), 0.5);
  EXPECT_DOUBLE_EQ(seen.at("added"), 0.5);
  EXPECT_DOUBLE_EQ(seen.at("moved"), 0.0);
}

}  // namespace
}  // namespace dragoman::metrics
