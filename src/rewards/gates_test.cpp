// The known ways to cheat a metric, each against the gate that stops it.
#include <gtest/gtest.h>

#include "base/random.h"
#include "metrics/language_detector.h"
#include "rewards/rewards_for_tests.h"

namespace dragoman::rewards {
namespace {

using metrics::detector_code;
using metrics::detector_knows;

class Gate : public testing::Test {
 protected:
  bool passes(const std::string& name, const std::string& options, const data::Row& row,
              const std::string& hypothesis) {
    return *score_of(*reward_of(name, options, rows_), judged(row, hypothesis)) == 1.0;
  }

  std::vector<data::Row> rows_ = english_german();
};

TEST_F(Gate, LengthStopsOmissionsAndFiller) {
  const data::Row& row = rows_[0];
  EXPECT_TRUE(passes("length", "", row, "Ein alter Mann läuft im Schnee."));
  EXPECT_FALSE(passes("length", "", row, "Der Mann"));
  EXPECT_FALSE(passes("length", "", row, ""));
  std::string filled = row.references[0];
  for (int i = 0; i < 5; ++i) filled += " Das ist eine wirklich großartige Übersetzung!";
  EXPECT_FALSE(passes("length", "", row, filled));
}

TEST_F(Gate, LengthCountsCodePointsAndForgivesShortAnswers) {
  const data::Row row = row_of("Yes.", {"そうです。"}, "en", "ja");
  EXPECT_TRUE(passes("length", "", row, "はい"));
  EXPECT_TRUE(passes("length", "slack = 0\nmin_ratio = 0.4", row, "はい"));
  EXPECT_FALSE(passes("length", "slack = 0\nmin_ratio = 0.5", row, "はい"));
  EXPECT_FALSE(passes("length", "slack = 100", row, "  "));
}

TEST_F(Gate, LengthTakesTheSourceWhenAskedOrAlone) {
  const data::Row row = row_of("A sentence of forty characters, or so it is.", {});
  EXPECT_FALSE(passes("length", "", row, "Kurz."));
  const data::Row wrong_reference = row_of("ab", {"A sentence of forty characters or so."});
  EXPECT_TRUE(passes("length", "against = \"source\"", wrong_reference, "xyz"));
}

TEST_F(Gate, CopyStopsTheSourceButNotNames) {
  for (const char* options : {"", "measure = \"longest_common_substring\""}) {
    EXPECT_FALSE(passes("copy", options, rows_[0], rows_[0].source)) << options;
    EXPECT_FALSE(passes("copy", options, rows_[0], "The old man walks slowly through the snow"));
    EXPECT_TRUE(passes("copy", options, rows_[0], rows_[0].references[0])) << options;
    const data::Row name = row_of("Johann Sebastian Bach", {"Johann Sebastian Bach"});
    EXPECT_TRUE(passes("copy", options, name, name.source)) << options;
  }
}

TEST_F(Gate, RepetitionStopsLoops) {
  std::string loop = "Der alte Mann geht ";
  for (int i = 0; i < 8; ++i) loop += "und geht und geht ";
  EXPECT_FALSE(passes("repetition", "", rows_[0], loop));
  EXPECT_FALSE(passes("repetition", "", rows_[0], "雪雪雪雪雪雪雪雪雪雪雪雪雪雪雪雪雪雪"));
  EXPECT_FALSE(passes("repetition", "unit = \"word\"\nngram = 2", rows_[0], loop));
  EXPECT_TRUE(passes("repetition", "", rows_[0], rows_[0].references[0]));
}

TEST_F(Gate, RepetitionAllowsWhatTheReferenceRepeats) {
  const data::Row row = row_of("Row, row, row", {"la la la la la la la la la la la la"});
  EXPECT_TRUE(passes("repetition", "", row, "la la la la la la la la la la la"));
}

TEST_F(Gate, LanguageStopsTheSourceLanguageAndAThirdOne) {
  EXPECT_FALSE(passes("language", "", rows_[0], "An old man is walking slowly in the snow."));
  EXPECT_FALSE(passes("language", "", rows_[0], "Le vieil homme marche lentement dans la neige."));
  EXPECT_TRUE(passes("language", "", rows_[0], "Ein alter Herr geht gemächlich durch den Schnee."));
  EXPECT_TRUE(passes("language", "", rows_[0], ""));
}

TEST_F(Gate, LanguagePassesWhereTheReferenceWouldFailToo) {
  const data::Row title = row_of("The Lord of the Rings is on.", {"The Lord of the Rings läuft."});
  const std::string kept = "The Lord of the Rings is what is on the screen.";
  EXPECT_FALSE(passes("language", "detector = \"cld2\"", rows_[0], kept));
  const data::Row quoted = row_of("x", {"The quick brown fox jumps over the lazy dog."});
  EXPECT_TRUE(passes("language", "detector = \"cld2\"", quoted, kept));
}

// A language of syllables: nothing a detector has seen.
std::string invented(Rng& rng, const std::vector<std::string>& syllables) {
  std::string text;
  for (int word = 0; word < 6; ++word) {
    for (uint64_t i = 2 + rng.below(2); i > 0; --i) text += syllables[rng.below(syllables.size())];
    text += ' ';
  }
  return text;
}

TEST(LanguageGate, LearnsInventedLanguagesFromTheRows) {
  const std::vector<std::string> from{"ka", "lo", "mi", "tu", "re"};
  const std::vector<std::string> to{"zhu", "vek", "ila", "osh", "ban"};
  Rng rng(1);
  std::vector<data::Row> rows;
  for (int i = 0; i < 50; ++i) {
    rows.push_back(row_of(invented(rng, from), {invented(rng, to)}, "qaa", "qab"));
  }
  ASSERT_FALSE(detector_knows("qab"));
  const auto gate = reward_of("language", "", rows);
  for (int i = 0; i < 50; ++i) {
    const data::Row row = row_of("x", {}, "qaa", "qab");
    EXPECT_EQ(*score_of(*gate, judged(row, invented(rng, from))), 0.0);
    EXPECT_EQ(*score_of(*gate, judged(row, invented(rng, to))), 1.0);
  }
}

// The target is called "de", but what the rows show is French to a detector.
TEST(LanguageGate, DoesNotTrustADetectorThatFailsOnTheReferences) {
  Rng rng(2);
  const std::vector<std::string> from{"the ", "and ", "of ", "is ", "was "};
  const std::vector<std::string> to{"les ", "dans ", "pour ", "est ", "avec "};
  std::vector<data::Row> rows;
  for (int i = 0; i < 50; ++i) {
    rows.push_back(row_of(invented(rng, from), {invented(rng, to)}, "en", "de"));
  }
  const auto gate = reward_of("language", "", rows);
  const auto trusting = reward_of("language", "detector = \"cld2\"", rows);
  const data::Row row = row_of("x", {}, "en", "de");
  const std::string answer = "les amis sont dans les jardins avec les enfants pour les voir";
  EXPECT_EQ(*score_of(*trusting, judged(row, answer)), 0.0);
  EXPECT_EQ(*score_of(*gate, judged(row, answer)), 1.0);
  EXPECT_EQ(*score_of(*gate, judged(row, invented(rng, from))), 0.0);
}

TEST(LanguageGate, PassesEverythingWhenItHasSeenTooLittle) {
  const std::vector<data::Row> rows{row_of("kalo", {"zhuvek"}, "qaa", "qab")};
  const auto gate = reward_of("language", "", rows);
  EXPECT_EQ(*score_of(*gate, judged(rows[0], "kalo kalo")), 1.0);
}

TEST(Detector, KnowsCodesByTheirLanguage) {
  EXPECT_TRUE(detector_knows("pt-BR"));
  EXPECT_TRUE(detector_knows("he"));
  EXPECT_FALSE(detector_knows("qaa"));
  EXPECT_EQ(detector_code("zh-Hant"), "zh");
  EXPECT_EQ(detector_code("nb"), detector_code("nn"));
}

}  // namespace
}  // namespace dragoman::rewards
