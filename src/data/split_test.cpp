#include "data/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "data/files_test.h"
#include "data/stats.h"
#include "data/writer.h"

namespace dragoman::data {
namespace {

Row pair(const std::string& source, const std::string& reference) {
  Row row;
  row.source = source;
  row.references = {reference};
  return row;
}

// 600 rows in which about every third sentence comes back with another partner.
std::vector<Row> tangled_rows() {
  Rng rng(8);
  std::vector<Row> rows;
  for (int i = 0; i < 600; ++i)
    rows.push_back(
        pair("s" + std::to_string(rng.below(900)), "r" + std::to_string(rng.below(900))));
  return rows;
}

SplitConfig sizes(int64_t dev, int64_t test, int64_t seed = 1) {
  SplitConfig config;
  config.dev = dev;
  config.test = test;
  config.seed = seed;
  return config;
}

std::set<std::string> sentences(const std::vector<Row>& rows, const std::vector<size_t>& indices) {
  std::set<std::string> sentences;
  for (const size_t i : indices) {
    sentences.insert(rows[i].source);
    sentences.insert(rows[i].references.begin(), rows[i].references.end());
  }
  return sentences;
}

TEST(Split, SharesNoSentenceBetweenSets) {
  const auto rows = tangled_rows();
  const Split split = split_rows(rows, sizes(60, 80));
  EXPECT_EQ(split.train.size() + split.dev.size() + split.test.size(), rows.size());
  EXPECT_LE(split.test.size(), 80U);
  EXPECT_GE(split.test.size(), 70U);
  EXPECT_LE(split.dev.size(), 60U);
  const auto test = sentences(rows, split.test);
  const auto dev = sentences(rows, split.dev);
  for (const auto& sentence : sentences(rows, split.train)) {
    EXPECT_FALSE(test.contains(sentence)) << sentence;
    EXPECT_FALSE(dev.contains(sentence)) << sentence;
  }
  for (const auto& sentence : dev) EXPECT_FALSE(test.contains(sentence)) << sentence;
}

TEST(Split, DependsOnTheSeedAndNotOnTheOrder) {
  auto rows = tangled_rows();
  const auto first = sentences(rows, split_rows(rows, sizes(50, 50)).test);
  EXPECT_NE(first, sentences(rows, split_rows(rows, sizes(50, 50, 2)).test));
  Rng(3).shuffle(rows);
  EXPECT_EQ(first, sentences(rows, split_rows(rows, sizes(50, 50)).test));
}

TEST(Split, SentencesThatDifferInCaseStayTogetherUnlessExact) {
  std::vector<Row> rows;
  for (int i = 0; i < 200; ++i) {
    const std::string number = std::to_string(i);
    rows.push_back(pair("Row " + number, "a" + number));
    rows.push_back(pair("row  " + number, "b" + number));
  }
  const auto halves = [&](const SplitConfig& config) {
    int broken = 0;
    const Split split = split_rows(rows, config);
    for (const size_t i : split.test)
      broken += std::binary_search(split.test.begin(), split.test.end(), i ^ 1U) ? 0 : 1;
    return broken;
  };
  SplitConfig config = sizes(0, 100);
  EXPECT_EQ(halves(config), 0);
  config.exact = true;
  EXPECT_GT(halves(config), 0);
}

TEST(Split, KeepsDocumentsTogetherWhenAsked) {
  std::vector<Row> rows;
  for (int i = 0; i < 300; ++i) {
    rows.push_back(pair("s" + std::to_string(i), "r" + std::to_string(i)));
    rows.back().document = "d" + std::to_string(i / 10);
  }
  SplitConfig config = sizes(50, 50);
  config.keep_documents = true;
  const Split split = split_rows(rows, config);
  ASSERT_EQ(split.test.size(), 50U);
  for (size_t i = 0; i < split.test.size(); ++i)
    EXPECT_EQ(split.test[i] / 10, split.test[i / 10 * 10] / 10);
}

TEST(Split, ABigComponentGoesToTraining) {
  std::vector<Row> rows;
  for (int i = 0; i < 50; ++i) rows.push_back(pair("same", "r" + std::to_string(i)));
  rows.push_back(pair("other", "x"));
  const Split split = split_rows(rows, sizes(10, 10));
  EXPECT_EQ(split.train.size(), 50U);
  EXPECT_EQ(split.test, (std::vector<size_t>{50}));
}

TEST(Writer, WritesWhatTheReadersRead) {
  Row row = pair("a \"quoted\" text", "eins");
  row.references.push_back("zwei");
  row.source_language = "en";
  row.target_language = "de";
  row.document = "d";
  row.id = "7";
  row.metadata = {{"score", "0.5"}};
  const Path path = test_file("rows.jsonl", "");
  write_rows(path, std::vector<Row>{row, row});
  const auto back = all_rows(*open_jsonl(path, {}));
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back[1].source, row.source);
  EXPECT_EQ(back[1].references, row.references);
  EXPECT_EQ(back[1].direction(), "en-de");
  EXPECT_EQ(back[1].document, "d");
  EXPECT_EQ(back[1].id, "7");
  EXPECT_EQ(back[1].metadata, row.metadata);
}

TEST(Writer, RefusesATabInTsv) {
  const Path path = test_file("rows.tsv", "");
  Row row = pair("a\tb", "c");
  row.id = "x:9";
  const auto message = error_of([&] { write_rows(path, std::vector<Row>{row}); });
  expect_contains(message, "row x:9");
  expect_contains(message, ".jsonl");
}

TEST(Stats, CountsBothSides) {
  StatsCounter counter;
  counter.add(pair("a b", "x"));
  counter.add(pair("a b", "x"));
  counter.add(pair("b", "\xc3\xa4y z"));
  const Stats stats = counter.finish();
  EXPECT_EQ(stats.rows, 3);
  EXPECT_EQ(stats.duplicates, 1);
  EXPECT_EQ(stats.source.distinct, 2);
  EXPECT_EQ(stats.source.words, 5);
  EXPECT_EQ(stats.source.vocabulary, 2);
  EXPECT_EQ(stats.reference.characters, 6);
  EXPECT_EQ(stats.source.quantile(1.0), 3);
  EXPECT_DOUBLE_EQ(stats.length_ratio, 6.0 / 7.0);
}

}  // namespace
}  // namespace dragoman::data
