// Metrics of names and terms, of languages and of documents.
#include "metrics/mentions.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "base/error.h"
#include "metrics/catalog.h"
#include "metrics/chrf.h"
#include "metrics/corpus.h"
#include "metrics/documents.h"
#include "metrics/golden_cases.h"

namespace dragoman::metrics {
namespace {

Path file_of(const std::string& name, const std::string& text) {
  const Path path = Path(testing::TempDir()) / name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string mistake_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(MEta, FoldsCaseFullyAndKnowsNoWords) {
  const auto metric = catalog().make("m-eta");
  const auto score = [&](std::string_view hypothesis, std::vector<std::string> mentions) {
    return metric->sentence_score(hypothesis, {.mentions = mentions});
  };
  EXPECT_EQ(score("DIE STRASSE NACH MIRU", {"Straße"}), 100.0);
  EXPECT_EQ(score("Tolamiru", {"pima", "LAMI"}), 100.0);
  EXPECT_EQ(score("Tola miru", {"Tola  miru"}), 0.0);
  EXPECT_EQ(score("", {"Tola"}), 0.0);
}

TEST(MEta, SkipsSentencesWithoutAName) {
  const Corpus corpus{.references = {{}, {}, {}}, .mentions = {{"tola"}, {}, {"miru"}}};
  EXPECT_EQ(corpus_score(*catalog().make("m-eta"), {"tola", "kesa", "kesa"}, corpus), 50.0);
}

TEST(MEta, WantsEntities) {
  const Corpus corpus{.references = {{"tola"}}};
  EXPECT_EQ(mistake_of([&] { corpus_score(*catalog().make("m-eta"), {"tola"}, corpus); }),
            "M-ETA needs entities (--entities FILE.jsonl, or rows with \"mentions\")");
}

TEST(Entities, AreReadFromRecords) {
  const auto records = read_entities(file_of(
      "entities.jsonl",
      R"({"id": "Q1_0", "source": "Who?", "targets": [{"translation": "W", "mention": "M"}]})"
      "\n"
      R"({"id": "Q1_1", "targets": []})"));
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].mentions, std::vector<std::string>{"M"});
  EXPECT_EQ(records[0].translations, std::vector<std::string>{"W"});
  EXPECT_TRUE(records[1].mentions.empty());
}

TEST(Entities, MistakesNameFileAndLine) {
  const Path path = file_of("bad.jsonl", "{\"targets\": []}\n{\"target\": []}\n");
  EXPECT_EQ(mistake_of([&] { read_entities(path); }),
            path.string() + ": line 2: has no list \"targets\"");
}

TEST(Terms, OfAGlossaryAreFoundAsWholeWords) {
  const Path path = file_of("terms.tsv", "Cat\tKato\ncat\tkatto\nsee\tvidi\n山\tmonto\n");
  const auto terms = read_terms(path, {"The CAT saw.", "Concat seen", "木山", "a cat can see"});
  ASSERT_EQ(terms.size(), 4U);
  EXPECT_EQ(terms[0], (std::vector<std::vector<std::string>>{{"Kato", "katto"}}));
  EXPECT_TRUE(terms[1].empty());
  EXPECT_EQ(terms[2], (std::vector<std::vector<std::string>>{{"monto"}}));
  EXPECT_EQ(terms[3].size(), 2U);
}

TEST(Terms, OfRecordsBelongToTheirLine) {
  const Path path =
      file_of("terms.jsonl", "{\"proper\": {\"cat\": \"kato\"}}\n{\"terms\": {\"x\": [\"y\"]}}\n");
  const auto terms = read_terms(path, {"one", "two"});
  EXPECT_EQ(terms[0], (std::vector<std::vector<std::string>>{{"kato"}}));
  EXPECT_EQ(mistake_of([&] { read_terms(path, {"one"}); }),
            path.string() + " has 2 lines for 1 sentences");
}

TEST(Terminology, CountsEveryTermAndAllowsEndings) {
  const auto metric = catalog().make("terminology");
  const std::vector<std::vector<std::string>> terms = {{"Kato"}, {"vidi", "vida"}};
  EXPECT_EQ(metric->sentence_score("la katon VIDAS", {.terms = terms}), 100.0);
  EXPECT_EQ(metric->sentence_score("la kato", {.terms = terms}), 50.0);
}

TEST(RougeL, IsTheFScoreOfTheCommonSubsequence) {
  const auto metric = catalog().make("rouge-l");
  const std::vector<std::string> references = {"police killed the gunman", "x"};
  EXPECT_DOUBLE_EQ(metric->sentence_score("Police kill the gunman", {.references = references}),
                   75.0);
  EXPECT_DOUBLE_EQ(metric->sentence_score("the gunman police", {.references = references}),
                   100.0 * 2 * (2.0 / 3) * 0.5 / (2.0 / 3 + 0.5));
  EXPECT_EQ(metric->sentence_score("", {.references = references}), 0.0);
}

TEST(DocumentChrf, LetsTextMoveOverTheEndOfASentence) {
  const Corpus corpus{.references = {{"tola miru"}, {"kesa"}, {"domi nare"}},
                      .documents = {"a", "b", "a"}};
  const std::vector<std::string> moved = {"tola", "kesa", "miru domi nare"};
  const auto metric = catalog().make("doc-chrf");
  EXPECT_EQ(corpus_score(*metric, moved, corpus), 100.0);
  EXPECT_LT(corpus_score(Chrf(), moved, corpus), 100.0);
  const auto table = corpus_statistics(*metric, std::span(&moved, 1), corpus).front();
  EXPECT_EQ(table.rows(), 3U);
  EXPECT_EQ(table.row(2)[0], 0.0);
}

TEST(Documents, KeepTheOrderOfTheirSentences) {
  const Corpus corpus{.references = {{"1"}, {"2"}, {"3"}},
                      .sources = {"x", "y", "z"},
                      .documents = {"a", "b", "a"}};
  const auto documents = documents_of(corpus);
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_EQ(documents[0].references.front(), "1 3");
  EXPECT_EQ(documents[0].source, "x z");
}

TEST(Language, JudgesByTheDetectorAndItsNames) {
  const auto metric = catalog().make("language");
  const std::string german = "Der alte Mann geht langsam durch den tiefen Schnee nach Hause.";
  EXPECT_EQ(metric->sentence_score(german, {.target_language = "de"}), 100.0);
  EXPECT_EQ(metric->sentence_score(german, {.target_language = "fr"}), 0.0);
  EXPECT_THROW(metric->sentence_score(german, {.target_language = "qaa"}), Error);
}

TEST(Language, LearnsSmallLanguagesFromText) {
  const Path one = file_of("one.txt", "tola miru kesa\nmiru tola\nkesa kesa tola miru\n");
  const Path two = file_of("two.txt", "gruk zhvok bdan\nzhvok gruk gruk\nbdan zhvok\n");
  const auto metric =
      metric_of({{"target", "qaa"}, {"profiles", {{"qaa", one.string()}, {"qab", two.string()}}}},
                "language");
  EXPECT_EQ(metric->sentence_score("kesa miru tola", Segment{}), 100.0);
  EXPECT_EQ(metric->sentence_score("bdan gruk zhvok", Segment{}), 0.0);
}

}  // namespace
}  // namespace dragoman::metrics
