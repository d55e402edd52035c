#include "worlds/rows.h"

#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "worlds/agglutinative.h"

namespace dragoman::worlds {
namespace {

TEST(Rows, HaveDifferentSourcesAndTrueReferences) {
  const Agglutinative world(AgglutinativeConfig{});
  const auto made = rows(world, {.count = 5000, .references = 3});
  ASSERT_EQ(made.size(), 5000u);
  std::set<std::string> sources;
  size_t references = 0;
  for (const data::Row& row : made) {
    EXPECT_TRUE(sources.insert(row.source).second) << row.source;
    references += row.references.size();
    for (const std::string& reference : row.references)
      EXPECT_TRUE(meaning_accuracy(world, row, reference)) << reference;
  }
  EXPECT_GT(references, 12000u);
}

TEST(Rows, OfDifferentSplitsShareNoMeaning) {
  const Agglutinative world(AgglutinativeConfig{});
  std::set<std::string> meanings;
  size_t total = 0;
  for (const Split split : {Split::kTrain, Split::kDev, Split::kTest}) {
    const auto made = rows(world, {.count = 2000, .split = split, .stream = "same"});
    total += made.size();
    for (const data::Row& row : made) meanings.insert(row.metadata.at("meaning"));
  }
  EXPECT_EQ(meanings.size(), total);
}

TEST(Rows, GoBothWaysAndAvoidWhatWasSeen) {
  const Agglutinative world(AgglutinativeConfig{});
  const RowRequest request{.count = 100, .source_language = "qaa", .target_language = "en"};
  std::unordered_set<std::string> seen;
  const auto first = rows(world, request, seen);
  EXPECT_EQ(first.front().direction(), "qaa-en");
  EXPECT_EQ(world.parse(first[0].source, "qaa"), world.parse(first[0].references[0], "en"));
  for (const data::Row& row : rows(world, request, seen))
    for (const data::Row& before : first) EXPECT_NE(row.source, before.source);
}

TEST(Rows, SayWhenAWorldRunsOut) {
  AgglutinativeConfig config;
  config.roots = 60;
  for (double* share : {&config.sentences.adjective, &config.sentences.place,
                        &config.sentences.time, &config.sentences.manner, &config.sentences.numeral,
                        &config.sentences.possessor, &config.sentences.relative_clause,
                        &config.sentences.second_clause, &config.sentences.ditransitive})
    *share = 0.0;
  config.sentences.intransitive = 1.0;
  try {
    rows(Agglutinative(config), {.count = 100000});
    FAIL() << "nothing was said";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("ran out after"), std::string::npos);
  }
}

TEST(MeaningCredit, IsOneForTheMeaningAndLessForOthers) {
  const Agglutinative world(AgglutinativeConfig{});
  data::Row row;
  row.source = "The dogs watched a cat.";
  row.source_language = "qaa";  // which side is which does not matter to the scores
  row.target_language = "en";
  Rng rng(1);
  row.source = world.render(*world.parse("The dogs watched a cat.", "en"), "qaa", rng);
  EXPECT_EQ(meaning_credit(world, row, "The dogs watched a cat."), 1.0);
  EXPECT_TRUE(meaning_accuracy(world, row, "The dogs watched a cat."));
  EXPECT_FALSE(meaning_accuracy(world, row, "The dogs watched the cat."));
  EXPECT_DOUBLE_EQ(meaning_credit(world, row, "The dogs watched the cat."), 9.0 / 10.0);
  EXPECT_LT(meaning_credit(world, row, "Anna sleeps."), 0.5);
  EXPECT_EQ(meaning_credit(world, row, "dogs the"), 0.0);
}

}  // namespace
}  // namespace dragoman::worlds
