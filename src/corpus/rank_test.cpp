// A part of each language's ranking.
#include <gtest/gtest.h>

#include "corpus/corpus_for_tests.h"

namespace dragoman::corpus {
namespace {

// Numbers 1 to 10 in an order of their own, and ten times as large ones in the other language.
std::string ranked_rows() {
  std::vector<Json> rows;
  for (const int number : {7, 2, 9, 4, 1, 10, 3, 8, 5, 6})
    for (const auto& [language, factor] : {std::pair("en", 1), std::pair("ja", 10)})
      rows.push_back({{"text", "x"}, {"language", language}, {"perplexity", number * factor}});
  return write_rows("a.jsonl", rows);
}

std::vector<int> numbers_of(const std::string& language, const std::string& out = "out") {
  std::vector<int> numbers;
  for (const Json& row : read_rows(test_folder() / out / "a.jsonl"))
    if (row["language"] == language) numbers.push_back(row["perplexity"]);
  return numbers;
}

TEST(Rank, TakesTheSameShareOfEveryLanguageInTheOrderOfTheRows) {
  run("rank", {ranked_rows()}, {"--from=0.1", "--to=0.4"});
  EXPECT_EQ(numbers_of("en"), (std::vector<int>{2, 4, 3}));
  EXPECT_EQ(numbers_of("ja"), (std::vector<int>{20, 40, 30}));
}

TEST(Rank, TakesAllTogetherWhereAsked) {
  const Json report = run("rank", {ranked_rows()}, {"--to=0.5", "--by="});
  EXPECT_EQ(numbers_of("en").size(), 10U);
  EXPECT_EQ(numbers_of("ja"), std::vector<int>{10});
  EXPECT_EQ(report["written"].get<int64_t>(), 11);
  EXPECT_EQ(report["removed"]["above"].get<int64_t>(), 9);
}

TEST(Rank, KeepsEverythingBetweenTheEnds) {
  run("rank", {ranked_rows()}, {"--to=1"});
  EXPECT_EQ(numbers_of("en").size(), 10U);
}

TEST(Rank, LeavesOutRowsWithoutANumber) {
  const Json report =
      run("rank", {write_rows("b.jsonl", {{{"text", "x"}, {"quality", 0.5}}, {{"text", "y"}}})},
          {"--key=quality"});
  EXPECT_EQ(report["written"].get<int64_t>(), 1);
  EXPECT_EQ(report["removed"]["no quality"].get<int64_t>(), 1);
  expect_contains(error_of([] { run("rank", {ranked_rows()}, {"--key=qualty"}, "other"); }),
                  "no row has a number under \"qualty\"");
}

}  // namespace
}  // namespace dragoman::corpus
