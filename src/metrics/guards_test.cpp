// The simple metrics that watch for hacked rewards, and the known sentence values of the big ones.
#include <gtest/gtest.h>

#include "metrics/bleu.h"
#include "metrics/catalog.h"
#include "metrics/chrf.h"
#include "metrics/ter.h"

namespace dragoman::metrics {
namespace {

double guard(const char* name, std::string_view hypothesis, const char* source,
             const std::vector<std::string>& references = {"domi nare"}) {
  return catalog().make(name)->sentence_score(hypothesis,
                                              {.references = references, .source = source});
}

TEST(CopyRate, IsTheShareOfWordsTheSourceHas) {
  EXPECT_EQ(guard("copy_rate", "tola miru kesa vulo", "miru tola pima"), 50.0);
  EXPECT_EQ(guard("copy_rate", "tola miru", "tola miru"), 100.0);
  EXPECT_EQ(guard("copy_rate", "", "tola"), 0.0);
}

TEST(CopyRate, CountsAWordAtMostAsOftenAsTheSource) {
  EXPECT_EQ(guard("copy_rate", "tola tola tola tola", "tola"), 25.0);
}

TEST(Repetition, FindsLoops) {
  EXPECT_EQ(guard("repetition", "tola miru kesa vulo domi", ""), 0.0);
  EXPECT_EQ(guard("repetition", "tola tola tola tola tola tola tola tola", ""), 80.0);
}

TEST(Accuracy, IsTheShareOfRightAnswers) {
  EXPECT_EQ(guard("accuracy", " Oslo.", "", {"Bergen", "oslo"}), 100.0);
  EXPECT_EQ(guard("accuracy", "Oslo City", "", {"oslo"}), 0.0);
  EXPECT_EQ(guard("accuracy", "", "", {"oslo"}), 0.0);
}

TEST(LengthRatio, IsInPercentOfTheMeanReference) {
  EXPECT_EQ(guard("length_ratio", "a b c", "", {"a b", "a b c d"}), 100.0);
  EXPECT_EQ(guard("length_ratio", "a b c", "", {"a b"}), 150.0);
}

TEST(KnownValues, AreThoseOfTheReferenceTool) {
  const Bleu bleu({.effective_order = true});
  const std::vector<std::string> two = {"hi there"};
  EXPECT_DOUBLE_EQ(bleu.sentence_score("hi", {.references = two}), 36.78794411714425);
  EXPECT_DOUBLE_EQ(Chrf().sentence_score("hi", {.references = two}), 26.76056338028169);
  EXPECT_DOUBLE_EQ(Chrf({.word_order = 2}).sentence_score("hi", {.references = two}),
                   36.76470588235294);
  EXPECT_DOUBLE_EQ(Ter().sentence_score("hi", {.references = two}), 50.0);
}

TEST(KnownValues, AnEmptyReferenceIsAReference) {
  const std::vector<std::string> empty = {""};
  EXPECT_EQ(Ter().sentence_score("", {.references = empty}), 0.0);
  EXPECT_EQ(Ter().sentence_score("tola", {.references = empty}), 100.0);
  EXPECT_EQ(Chrf().sentence_score("", {.references = empty}), 0.0);
  EXPECT_EQ(Bleu().sentence_score("", {.references = empty}), 0.0);
}

TEST(Chrf, IgnoresWhitespaceByDefault) {
  const std::vector<std::string> reference = {"tola miru"};
  EXPECT_EQ(Chrf().sentence_score("to lami ru", {.references = reference}), 100.0);
  EXPECT_LT(Chrf({.whitespace = true}).sentence_score("to lami ru", {.references = reference}),
            100.0);
}

TEST(Chrf, TakesTheBestOfSeveralReferences) {
  const std::vector<std::string> references = {"abd", "xabc"};
  EXPECT_DOUBLE_EQ(Chrf().sentence_score("abc", {.references = references}), 68.86227544910179);
}

TEST(Ter, OneBlockShiftIsOneEdit) {
  const std::vector<std::string> reference = {"a b c d e f g h"};
  EXPECT_EQ(Ter().sentence_score("e f g h a b c d", {.references = reference}), 12.5);
}

TEST(Bleu, WantsAKnownTokenizer) {
  EXPECT_THROW(Bleu({.tokenize = "14a"}), Error);
  EXPECT_THROW(Bleu({.smooth_method = "linear"}), Error);
}

}  // namespace
}  // namespace dragoman::metrics
