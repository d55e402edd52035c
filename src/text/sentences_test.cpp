#include "text/sentences.h"

#include <gtest/gtest.h>

namespace dragoman::text {
namespace {

using Sentences = std::vector<std::string_view>;

TEST(Sentences, EndAtFullStops) {
  EXPECT_EQ(split_sentences("One. Two? Three!  “Four.” Five", "en"),
            (Sentences{"One.", "Two?", "Three!", "“Four.”", "Five"}));
  EXPECT_EQ(split_sentences("一つ。二つ。", "ja"), (Sentences{"一つ。", "二つ。"}));
}

TEST(Sentences, DontEndAtAbbreviations) {
  EXPECT_EQ(split_sentences("Mr. Smith left. He ran.", "en"),
            (Sentences{"Mr. Smith left.", "He ran."}));
  EXPECT_EQ(split_sentences("Dr. Maier ging weg. Sie blieb.", "de").size(), 2u);
}

TEST(Sentences, KeepEveryCharacterButTheSpaceBetween) {
  EXPECT_EQ(split_sentences("  😀 One. 😀 Two. 😀.\t", "en"), (Sentences{"😀 One.", "😀 Two.", "😀."}));
  EXPECT_EQ(split_sentences(" \t ", "en"), Sentences{});
  EXPECT_EQ(split_sentences("", "en"), Sentences{});
}

TEST(Sentences, OfUnknownLanguagesGoByCommonRules) {
  EXPECT_EQ(split_sentences("Ba do. Ka.", "world-7").size(), 2u);
}

TEST(WritesSpaces, GoesByTheScript) {
  EXPECT_TRUE(writes_spaces("de"));
  EXPECT_TRUE(writes_spaces("ko"));
  EXPECT_TRUE(writes_spaces("world-7"));
  EXPECT_FALSE(writes_spaces("zh"));
  EXPECT_FALSE(writes_spaces("zh-TW"));
  EXPECT_FALSE(writes_spaces("th"));
}

}  // namespace
}  // namespace dragoman::text
