#include "transducers/word_errors.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "text/utf8.h"
#include "transducers/sentences_for_tests.h"

namespace dragoman::transducers {
namespace {

constexpr std::string_view kText =
    "Yesterday Natalia bought 48 yellow pencils at the market. See `the code` and <<1>>.\n"
    "Her brother painted twelve wooden boxes, x = 3y, for THEIR GARDEN.";

int changed_words(std::string_view before, std::string_view after) {
  const auto old_words = text::split_whitespace(before), words = text::split_whitespace(after);
  EXPECT_EQ(old_words.size(), words.size());
  int changed = 0;
  for (size_t i = 0; i < std::min(words.size(), old_words.size()); ++i)
    changed += old_words[i] != words[i] ? 1 : 0;
  return changed;
}

TEST(WordErrors, LeaveTheTextAloneAtZero) { EXPECT_EQ(with_word_errors(kText, 0, 1), kText); }

TEST(WordErrors, ReplaceEveryContentWordAtOne) {
  const std::string text = with_word_errors(kText, 1, 1);
  EXPECT_EQ(changed_words(kText, text), 13);
  for (const char* kept : {" 48 ", " at the ", "`the code`", "<<1>>", "x = 3y", "THEIR"})
    EXPECT_NE(text.find(kept), std::string::npos) << kept << " in " << text;
}

TEST(WordErrors, ReplaceTheShareTheyAreTold) {
  Rng rng(3);
  int words = 0, changed = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string sentence = random_sentence(rng);
    words += changed_words(sentence, with_word_errors(sentence, 1, 5));
    changed += changed_words(sentence, with_word_errors(sentence, 0.15, 5));
  }
  EXPECT_NEAR(static_cast<double>(changed) / words, 0.15, 0.01);
}

TEST(WordErrors, DependOnTextAndSeedAlone) {
  EXPECT_EQ(with_word_errors(kText, 0.5, 1), with_word_errors(kText, 0.5, 1));
  EXPECT_NE(with_word_errors(kText, 0.5, 1), with_word_errors(kText, 0.5, 2));
}

TEST(WordErrors, KeepCase) {
  const std::string text = with_word_errors("Stones sink. BRICKS sink.", 1, 4);
  EXPECT_TRUE(text.starts_with("Bricks") || text.starts_with("Sink")) << text;
  EXPECT_NE(text.find(text.find("STONES") != text.npos ? "STONES" : "SINK"), text.npos) << text;
}

TEST(WordErrors, FindAWordWhereTheTextHasNoOther) {
  EXPECT_NE(with_word_errors("The dog.", 1, 1), "The dog.");
  EXPECT_EQ(with_word_errors("12 + 3", 1, 1), "12 + 3");
}

TEST(WordErrors, RefuseAnImpossibleShare) {
  EXPECT_THROW(with_word_errors("a", 1.5, 1), Error);
  EXPECT_THROW(with_word_errors("a", -0.1, 1), Error);
}

}  // namespace
}  // namespace dragoman::transducers
