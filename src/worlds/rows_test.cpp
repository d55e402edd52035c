#include "worlds/rows.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/error.h"
#include "worlds/agglutinative.h"
#include "worlds/family.h"

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

// Tiers of resources: many rows of one language, few of another, none of the rest.
TEST(Rows, GiveEachDirectionItsOwnNumber) {
  const Family world(FamilyConfig{});
  const RowRequest request{
      .count = 7,
      .direction_rows = {{"en-qaa", 300}, {"qab-en", 40}, {"qac-qad", 5}, {"en-qae", 0}}};
  std::map<std::string, int64_t> found;
  std::string order;
  for (const data::Row& row : rows(world, request)) {
    ++found[row.direction()];
    order += row.source_language.back();
    for (const char* code : {"qae", "qaf", "qag", "qah"})
      EXPECT_FALSE(row.metadata.contains(std::string("name:") + code));
  }
  EXPECT_EQ(found,
            (std::map<std::string, int64_t>{{"en-qaa", 300}, {"qab-en", 40}, {"qac-qad", 5}}));
  EXPECT_LT(order.find('b'), 60u) << "directions are mixed";
  EXPECT_THROW(rows(world, {.direction_rows = {{"en-xyz", 1}}}), Error);
  EXPECT_THROW(rows(world, {.direction_rows = {{"en-qaa", -1}}}), Error);
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
