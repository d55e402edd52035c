#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "items/fidelity.h"
#include "items/items_for_tests.h"
#include "items/protection.h"
#include "transducers/sentences_for_tests.h"

namespace dragoman::items {
namespace {

Item parsed(std::string_view text, std::string_view answer) {
  return parse_item(text, answer, "test.jsonl: line 1");
}

TEST(Item, TellsTheKindOfAnswer) {
  EXPECT_EQ(parsed("How many?", "1,250").type, AnswerType::kNumber);
  EXPECT_EQ(parsed("How much?", "$3.5").type, AnswerType::kNumber);
  EXPECT_EQ(parsed("Is it?", "Yes").type, AnswerType::kYesNo);
  EXPECT_EQ(parsed("Who?", "the baker").type, AnswerType::kSpan);
  EXPECT_EQ(parsed("Which?\nA) one\nB) two", "B").type, AnswerType::kChoice);
}

TEST(Item, FindsOptionsInEveryLayout) {
  const std::vector<std::string> options{"red", "green (dark)", "blue"};
  for (const char* text :
       {"Which?\nA) red\nB) green (dark)\nC) blue", "Which?\n(A) red\n(B) green (dark)\n(C) blue",
        "Which?\nA. red\nB. green (dark)\nC. blue", "Which?\nA: red\nB: green (dark)\nC: blue",
        "Which? A) red B) green (dark) C) blue", "Which? (A) red (B) green (dark) (C) blue"}) {
    const Item item = parsed(text, "(C)");
    EXPECT_EQ(item.stem, "Which?") << text;
    EXPECT_EQ(item.options, options) << text;
    EXPECT_EQ(item.answer, "C");
  }
}

TEST(Item, TakesNoSentenceForOptions) {
  EXPECT_TRUE(parsed("Plan A) was good.", "5").options.empty());
  EXPECT_TRUE(parsed("A. Lincoln met B. Franklin?", "no").options.empty());
}

TEST(Item, TakesTheTextOfAnOptionAsTheAnswer) {
  EXPECT_EQ(parsed("Which?\nA) red\nB) blue", "Blue").answer, "B");
}

TEST(Item, RefusesAnAnswerThatIsNoOption) {
  try {
    parsed("Which?\nA) red\nB) blue", "D");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "test.jsonl: line 1: the answer \"D\" is none of the 2 options: give its letter or "
        "its text");
  }
}

TEST(Item, IsReadFromItsOwnText) {
  Rng rng(41);
  for (int i = 0; i < 200; ++i) {
    const Item item = random_item(rng);
    const Item again = parsed(text_of(item), item.answer);
    EXPECT_EQ(again.stem, item.stem);
    EXPECT_EQ(again.options, item.options);
    EXPECT_EQ(again.answer, item.answer);
    EXPECT_EQ(again.type, item.type);
    EXPECT_TRUE(same_answer(item, solve(again)));
  }
}

TEST(Item, ComparesAnswersByMeaning) {
  EXPECT_TRUE(same_answer(parsed("?", "1,000"), "1000.0"));
  EXPECT_FALSE(same_answer(parsed("?", "1,000"), "1001"));
  EXPECT_FALSE(same_answer(parsed("?", "1,000"), "many"));
  EXPECT_TRUE(same_answer(parsed("?\nA) x\nB) y", "B"), "(B)"));
  EXPECT_TRUE(same_answer(parsed("?\nA) x\nB) y", "B"), "y"));
  EXPECT_TRUE(same_answer(parsed("?", "Yes"), " yes"));
}

TEST(Protection, TakesOutWhatMustSurvive) {
  const Protected result = protect(
      "Pay $12.50 for 3 of <<7>>, x^2 + 1 = 5, see https://example.com or `ls`.\nA) 1/2\nB) "
      "mid-80s");
  EXPECT_EQ(result.text,
            "Pay <<1>> for <<2>> of <<3>>, <<4>> <<5>> <<6>> <<7>> <<8>>, see <<9>> or <<10>>.\n"
            "<<11>>) <<12>>\n<<13>>) mid-<<14>>");
  EXPECT_EQ(result.originals.at(0), "$12.50");
  EXPECT_EQ(result.originals.at(2), "<<7>>");
  EXPECT_EQ(result.originals.at(13), "80s");
}

TEST(Protection, TakesOutGivenAnswers) {
  const std::vector<std::string> spans{"the Old Bridge"};
  const Protected result = protect("Near the Old Bridge, not the Old Bridges.", spans);
  EXPECT_EQ(result.text, "Near <<1>>, not the Old Bridges.");
}

TEST(Protection, IsUndone) {
  Rng rng(42);
  const auto s1 = transducers::transducer("s1");
  for (int i = 0; i < 500; ++i) {
    const std::string text = transducers::random_sentence(rng) + " 5 <<3>> A) `x`";
    const Protected result = protect(text);
    EXPECT_EQ(restore(result.text, result.originals), text);
    EXPECT_EQ(placeholders_in(result.text).size(), result.originals.size());
    EXPECT_EQ(placeholders_in(s1->encode(result.text)).size(), result.originals.size());
    EXPECT_EQ(without_placeholders(result.text).find_first_of("<>0123456789"), std::string::npos);
  }
}

TEST(Protection, LeavesUnknownPlaceholders) {
  const std::vector<std::string> originals{"x"};
  EXPECT_EQ(restore("<<1>> <<2>> <<0>> <<99999999999>> <<a>>", originals),
            "x <<2>> <<0>> <<99999999999>> <<a>>");
}

// SciPy 1.17.1, scipy.stats.binomtest(k, n).proportion_ci(0.95, "exact").
TEST(Fidelity, HasTheExactInterval) {
  const Share share = fidelity(492, 500);
  EXPECT_NEAR(share.value, 0.984, 1e-12);
  EXPECT_NEAR(share.low, 0.968717998310543, 1e-9);
  EXPECT_NEAR(share.high, 0.9930676787975165, 1e-9);
}

TEST(Fidelity, HasClosedFormsAtTheEnds) {
  EXPECT_NEAR(fidelity(100, 100).low, std::pow(0.025, 0.01), 1e-9);
  EXPECT_EQ(fidelity(100, 100).high, 1);
  EXPECT_EQ(fidelity(0, 50).low, 0);
  EXPECT_NEAR(fidelity(0, 50).high, 1 - std::pow(0.025, 1.0 / 50), 1e-9);
  EXPECT_NEAR(fidelity(1, 2).low, 1 - std::sqrt(1 - 0.025), 1e-9);
}

TEST(Fidelity, StaysExactInLargeAudits) {
  const Share share = fidelity(984000, 1000000);
  EXPECT_NEAR(share.low, 0.984 - 1.96 * std::sqrt(0.984 * 0.016 / 1e6), 1e-5);
  EXPECT_NEAR(share.high, 0.984 + 1.96 * std::sqrt(0.984 * 0.016 / 1e6), 1e-5);
}

TEST(Fidelity, RefusesImpossibleCounts) {
  EXPECT_THROW(fidelity(3, 2), Error);
  EXPECT_THROW(fidelity(1, 2, 1.5), Error);
  EXPECT_EQ(fidelity(0, 0).high, 1);
}

}  // namespace
}  // namespace dragoman::items
