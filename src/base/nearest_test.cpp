#include "base/nearest.h"

#include <gtest/gtest.h>

#include <vector>

namespace dragoman {
namespace {

const std::vector<std::string_view> kWords{"grpo", "model", "steps", "learning_rate"};

TEST(EditDistance, CountsInsertsDeletesReplacementsAndSwaps) {
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("modle", "model"), 1u);
  EXPECT_EQ(edit_distance("same", "same"), 0u);
}

TEST(Nearest, FindsTyposAndShortenedWords) {
  EXPECT_EQ(nearest("modle", kWords), "model");
  EXPECT_EQ(nearest("learning", kWords), "learning_rate");
  EXPECT_EQ(nearest("step", kWords), "steps");
}

TEST(Nearest, StaysSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest("temperature", kWords), std::nullopt);
  EXPECT_EQ(nearest("", kWords), std::nullopt);
  EXPECT_EQ(nearest("ab", kWords), std::nullopt);
}

TEST(Suggestion, NamesAllWordsOfAShortList) {
  EXPECT_EQ(suggestion("modle", kWords),
            "did you mean model? known: grpo, model, steps, learning_rate");
  EXPECT_EQ(suggestion("xyz", kWords), "known: grpo, model, steps, learning_rate");
}

TEST(Suggestion, NamesOnlyTheNearOneOfMany) {
  std::vector<std::string_view> many(20, "other");
  many.push_back("model");
  EXPECT_EQ(suggestion("modle", many), "did you mean model?");
}

}  // namespace
}  // namespace dragoman
