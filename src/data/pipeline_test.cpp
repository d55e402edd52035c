#include "data/pipeline.h"

#include <gtest/gtest.h>

#include "config/recipe.h"
#include "data/files_test.h"

namespace dragoman::data {
namespace {

// The rows that are left of a TSV text after the stages of a TOML list.
std::vector<Row> after(const std::string& stages, std::string_view text, Counts* counts = nullptr) {
  auto config = config::read_text<DataConfig>("stages = " + stages);
  config.paths = {test_file("a.tsv", text).string()};
  return load(config, counts);
}

std::vector<std::string> sources(const std::vector<Row>& rows) {
  std::vector<std::string> sources;
  for (const Row& row : rows) sources.push_back(row.source);
  return sources;
}

using Texts = std::vector<std::string>;

TEST(Pipeline, CountsWhatEveryStageDropped) {
  Counts counts;
  const auto rows = after(
      "[{name = \"whitespace\"}, {name = \"length\", max_words = 2}, "
      "{name = \"deduplicate\"}]",
      "a b\tx\na  b\tx\na b c\tx\nd\t\n", &counts);
  EXPECT_EQ(sources(rows), (Texts{"a b"}));
  EXPECT_EQ(counts.read, 4);
  EXPECT_EQ(counts.text(),
            "1 of 4 rows kept; whitespace changed 1; length dropped 2; "
            "deduplicate dropped 1");
}

TEST(Pipeline, FillsInLanguagesAndDomain) {
  DataConfig config;
  config.paths = {test_file("a.jsonl", "{\"src\": \"a\", \"domain\": \"own\"}\n").string()};
  config.source_language = "en";
  config.target_language = "de";
  config.domain = "news";
  const auto rows = load(config);
  EXPECT_EQ(rows[0].direction(), "en-de");
  EXPECT_EQ(rows[0].domain, "own");
}

TEST(Pipeline, StopsAtTheLimit) {
  DataConfig config;
  config.paths = {test_file("a.tsv", "a\tb\nc\td\ne\tf\n").string()};
  config.limit = 2;
  EXPECT_EQ(load(config).size(), 2U);
}

TEST(Pipeline, ALongRowIsAnErrorOrACountedSkip) {
  DataConfig config;
  config.paths = {test_file("a.tsv", "a\tb\n" + std::string(1 << 20, 'x') + "\ty\n").string()};
  const auto message = error_of([&] { load(config); });
  expect_contains(message, "a.tsv: line 2");
  expect_contains(message, "max_characters");
  config.long_rows = "skip";
  Counts counts;
  EXPECT_EQ(load(config, &counts).size(), 1U);
  EXPECT_EQ(counts.stages.front().dropped, 1);
}

TEST(Pipeline, SaysWhatDroppedTheLastRow) {
  const auto message =
      error_of([] { after("[{name = \"length\", min_words = 5}]", "a\tb\nc\td\n"); });
  expect_contains(message, "no row is left: 0 of 2 rows kept; length dropped 2");
}

TEST(Pipeline, SeveralFilesAreLineParallel) {
  DataConfig config;
  config.paths = {test_file("c.en", "one\n").string(), test_file("c.de", "eins\n").string(),
                  test_file("c.de2", "ein\n").string()};
  EXPECT_EQ(load(config)[0].references, (Texts{"eins", "ein"}));
}

TEST(Pipeline, JsonlFilesAndFoldersAreReadOneAfterTheOther) {
  DataConfig config;
  const Path second = test_file("b.jsonl", "{\"text\": \"three\"}\n");
  const Path first = test_file("a.jsonl", "{\"text\": \"one\"}\n{\"text\": \"two\"}\n");
  test_file("aa.jsonl", "");
  config.paths = {second.string(), first.string()};
  EXPECT_EQ(sources(load(config)), (Texts{"three", "one", "two"}));
  config.paths = {first.parent_path().string()};
  EXPECT_EQ(sources(load(config)), (Texts{"one", "two", "three"}));
  EXPECT_EQ(load(config)[2].id, "b.jsonl:1");
}

TEST(Stages, DeduplicateLooksAtTheChosenSide) {
  const std::string text = "a\tx\na\ty\nb\tx\na\tx\n";
  EXPECT_EQ(after("[{name = \"deduplicate\"}]", text).size(), 3U);
  EXPECT_EQ(sources(after("[{name = \"deduplicate\", on = \"source\"}]", text)), (Texts{"a", "b"}));
  EXPECT_EQ(after("[{name = \"deduplicate\", on = \"reference\"}]", text).size(), 2U);
}

TEST(Stages, LengthComparesTheSidesInCodePoints) {
  const std::string text = "\xd1\x8f\xd1\x8f\tab\nab\tabcde\n";
  EXPECT_EQ(after("[{name = \"length\", max_ratio = 2.0}]", text).size(), 1U);
}

TEST(Stages, NfcComposes) {
  EXPECT_EQ(after("[{name = \"nfc\"}]", "a\xcc\x88\tb\n")[0].source, "\xc3\xa4");
}

TEST(Stages, CopiesLeavesShortNames) {
  EXPECT_EQ(sources(after("[{name = \"copies\"}]", "Paris\tParis\na b c d\ta b c d \n")),
            (Texts{"Paris"}));
}

TEST(Stages, CharactersFindsDamage) {
  EXPECT_EQ(sources(after("[{name = \"characters\"}]",
                          "good\tgut\nb\xef\xbf\xbd"
                          "d\tx\nc\x01\tx\np\xee\x80\x80\tx\n"
                          "\xf0\x9f\x98\x80\tx\n")),
            (Texts{"good", "\xf0\x9f\x98\x80"}));
}

TEST(Stages, NumbersIgnoresSeparatorsAndShortNumbers) {
  EXPECT_EQ(
      sources(after("[{name = \"numbers\"}]", "1,000.5 at 3\t1.000,5 um drei\nin 1999\tin 1998\n")),
      (Texts{"1,000.5 at 3"}));
}

TEST(Stages, SampleDrawsByTextAndNotByPlace) {
  std::string forward;
  std::string backward;
  for (int i = 0; i < 400; ++i) {
    const std::string line = "row " + std::to_string(i) + "\tx\n";
    forward += line;
    backward.insert(0, line);
  }
  const std::string stage = "[{name = \"sample\", fraction = 0.25, seed = 3}]";
  auto first = sources(after(stage, forward));
  auto second = sources(after(stage, backward));
  std::reverse(second.begin(), second.end());
  EXPECT_EQ(first, second);
  EXPECT_NEAR(static_cast<double>(first.size()), 100.0, 40.0);
}

TEST(Stages, ExcludeKeepsTestSentencesOut) {
  const auto path = test_file("test.tsv", "One  house\tEin Haus\n");
  const auto rows = after("[{name = \"exclude\", paths = [\"" + path.string() + "\"]}]",
                          "one house\tx\ny\tein haus\nz\tein Garten\n");
  EXPECT_EQ(sources(rows), (Texts{"z"}));
}

// A law of the whole catalogue: made with defaults, every stage takes odd rows and says yes or no.
TEST(Stages, EveryEntryTakesEmptyAndOddRows) {
  for (const auto& entry : catalog().rows()) {
    const auto stage = catalog().make(entry.name);
    EXPECT_GT(std::string(entry.sentence).size(), 10U);
    for (const char* source : {"", " ", "\xf0\x9f\x98\x80", "12 34"}) {
      for (const auto& references : {std::vector<std::string>{}, {"", "x"}}) {
        Row row;
        row.source = source;
        row.references = references;
        stage->apply(row);
      }
    }
  }
}

}  // namespace
}  // namespace dragoman::data
