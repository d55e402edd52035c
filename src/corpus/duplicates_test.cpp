// What repeats what: normal texts, units, MinHash, sorting on disk, and the stage over all of it.
#include "corpus/duplicates.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/parallel.h"
#include "corpus/corpus_for_tests.h"
#include "corpus/minhash.h"
#include "text/utf8.h"

namespace dragoman::corpus {
namespace {

TEST(NormalText, SaysTheSameForWhatReadsTheSame) {
  EXPECT_EQ(normal_text("  The\tQuick \n fox "), "the quick fox");
  EXPECT_EQ(normal_text("ＡＢＣ　１２"), "abc 12");
  EXPECT_EQ(normal_text("ÉCOLE"), normal_text("e\xcc\x81"
                                              "cole"));
  EXPECT_EQ(normal_text("STRASSE"), normal_text("straße"));
  EXPECT_EQ(normal_text("ｶﾞ"), "ガ");
}

// The short way and the full algorithm must agree on every character that the short way takes, so
// each is looked at between neighbours, and again beside one that forces the full algorithm.
TEST(NormalText, TheShortWayIsTheFullAlgorithm) {
  for (char32_t c = 0x21; c < 0x10000; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;
    std::string text = "a";
    text::append_utf8(text, c);
    text += "b";
    ASSERT_EQ(normal_text(text) + " ss", normal_text(text + " ß")) << static_cast<uint32_t>(c);
  }
}

TEST(Units, AreWordsAndCharactersOfUnspacedScripts) {
  EXPECT_EQ(units_of("don't stop: 3 times").size(), 5U);
  EXPECT_EQ(units_of("東京は大きい").size(), 6U);
  EXPECT_EQ(units_of("latex で 書く").size(), 4U);
  EXPECT_TRUE(is_character(units_of("東").front()));
  EXPECT_FALSE(is_character(units_of("word").front()));
  EXPECT_TRUE(units_of("... !?").empty());
}

// Two shingle sets of the given Jaccard similarity.
std::array<std::vector<uint32_t>, 2> planted(Rng& rng, size_t all, double similarity) {
  const auto shared = static_cast<size_t>(std::lround(similarity * static_cast<double>(all)));
  std::array<std::vector<uint32_t>, 2> sets;
  for (size_t i = 0; i < all; ++i) {
    const auto shingle = static_cast<uint32_t>(rng.next());
    if (i < shared || i % 2 == 0) sets[0].push_back(shingle);
    if (i < shared || i % 2 == 1) sets[1].push_back(shingle);
  }
  for (auto& set : sets) std::sort(set.begin(), set.end());
  return sets;
}

double found_share(double similarity, const MinHash& minhash) {
  constexpr int kPairs = 2000;
  Rng rng(7);
  int found = 0;
  for (int i = 0; i < kPairs; ++i) {
    const auto [a, b] = planted(rng, 100, similarity);
    EXPECT_NEAR(jaccard(a, b), similarity, 1e-9);
    const auto keys_a = minhash.keys(a);
    const auto keys_b = minhash.keys(b);
    bool met = false;
    for (size_t band = 0; band < keys_a.size(); ++band) met |= keys_a[band] == keys_b[band];
    found += met ? 1 : 0;
  }
  return static_cast<double>(found) / kPairs;
}

TEST(MinHashKeys, MeetAsOftenAsTheTheorySays) {
  const DuplicateRules rules;
  const MinHash minhash(rules.bands, rules.band_rows);
  for (const double similarity : {0.3, 0.5, 0.7, 0.8, 0.9}) {
    const double expected = 1.0 - std::pow(1.0 - std::pow(similarity, rules.band_rows),
                                           static_cast<double>(rules.bands));
    EXPECT_NEAR(found_share(similarity, minhash), expected, 0.03) << similarity;
  }
  EXPECT_GE(found_share(0.8, minhash), 0.95);
}

TEST(SortedRuns, MergeIntoOneOrder) {
  Rng rng(3);
  std::vector<Record> all;
  RunWriter writer(test_folder() / "runs", 1);  // the least: many runs
  for (uint32_t i = 0; i < 20000; ++i) {
    all.push_back({rng.below(500), static_cast<uint32_t>(rng.below(3)), i});
    writer.add(all.back());
  }
  const int64_t runs = writer.finish();
  EXPECT_GT(runs, 10);
  std::vector<Path> paths;
  for (int64_t run = 0; run < runs; ++run)
    paths.push_back(RunWriter::run_path(test_folder() / "runs", run));
  std::sort(all.begin(), all.end());
  RunMerge merge(paths);
  std::vector<Record> merged;
  for (Record record; merge.next(record);) merged.push_back(record);
  EXPECT_EQ(merged, all);
}

TEST(Deduplicate, KeepsTheFirstOfExactRepetitionsAcrossFiles) {
  Rng rng(1);
  std::vector<std::string> first, second;
  for (int i = 0; i < 300; ++i) first.push_back(joined(random_words(rng, 20)));
  for (int i = 0; i < 300; ++i) {
    second.push_back(first[i]);
    second.back()[0] = static_cast<char>(std::toupper(second.back()[0]));  // case is no difference
    second.push_back(joined(random_words(rng, 20)));
  }
  const Json report =
      run("deduplicate", {write_texts("a.jsonl", first), write_texts("b.jsonl", second)});
  EXPECT_EQ(report["removed"], (Json{{"exact_duplicate", 300}}));
  EXPECT_EQ(read_rows(test_folder() / "out/a.jsonl").size(), 300U);
  EXPECT_EQ(read_rows(test_folder() / "out/b.jsonl").size(), 300U);
  const Json note = read_rows(test_folder() / "out/removed/b.jsonl").front();
  EXPECT_EQ(note["id"], "b:1");
  EXPECT_EQ(note["of"], "a, row 1");
}

// A copy of 100 words with two of them replaced far from each other: 96 shingles each, 10 differ.
std::vector<std::string> edited(Rng& rng, std::vector<std::string> words) {
  words[30] = random_words(rng, 1)[0] + "x";
  words[60] = random_words(rng, 1)[0] + "x";
  return words;
}

TEST(Deduplicate, FindsEditedCopiesAndLeavesWhatIsLessAlike) {
  Rng rng(2);
  std::vector<std::string> texts;
  for (int i = 0; i < 500; ++i) {
    const auto words = random_words(rng, 100);
    texts.push_back(joined(words));
    texts.push_back(joined(edited(rng, words)));
    auto half = random_words(rng, 100);  // Jaccard about 0.3
    std::copy(words.begin(), words.begin() + 50, half.begin());
    texts.push_back(joined(half));
  }
  const Json report = run("deduplicate", {write_texts("a.jsonl", texts)});
  EXPECT_GE(report["removed"]["near_duplicate"], 475);
  EXPECT_LE(report["removed"]["near_duplicate"], 500);
  for (const Json& note : read_rows(test_folder() / "out/removed/a.jsonl"))
    EXPECT_NEAR(note["similarity"], 86.0 / 106.0, 1e-6);
}

TEST(Deduplicate, WorksOnTextsWithoutBlanks) {
  std::string text, other;
  for (char32_t c = 0; c < 200; ++c) {
    text::append_utf8(text, 0x4e00 + c * 37 % 5000);
    text::append_utf8(other, 0x5e00 + c * 41 % 5000);
  }
  std::string copy = text;
  copy.replace(60, 3, "あ");
  const Json report = run("deduplicate", {write_texts("a.jsonl", {text, other, copy})});
  EXPECT_EQ(report["removed"], (Json{{"near_duplicate", 1}}));
}

TEST(Deduplicate, ThreadsAndMemoryChangeNothing) {
  Rng rng(5);
  std::vector<std::string> texts;
  for (int i = 0; i < 400; ++i) {
    const auto words = random_words(rng, 100);
    texts.push_back(joined(words));
    if (i % 3 == 0) texts.push_back(joined(edited(rng, words)));
    if (i % 7 == 0) texts.push_back(joined(words));
  }
  const std::string path = write_texts("a.jsonl", texts);
  std::vector<std::string> results;
  for (const int threads : {1, 4}) {
    set_thread_count(threads);
    JobOptions options;
    options.inputs = {path};
    options.output = test_folder() / fmt::format("out{}", threads);
    options.compression = "none";
    options.memory = threads;
    run_stage("deduplicate", options, {});
    results.push_back(read_file(options.output / "a.jsonl") +
                      read_file(options.output / "removed/a.jsonl"));
  }
  EXPECT_EQ(results[0], results[1]);
}

TEST(Deduplicate, BadLinesAreAnErrorOrCounted) {
  const std::string path =
      write_text("a.jsonl", "{\"text\": \"one\"}\n{\"text\": 3}\nnothing\n{\"text\": \"two\"}\n");
  expect_contains(error_of([&] { run("deduplicate", {path}); }), "a.jsonl: line 2: has no text");
  JobOptions options;
  options.inputs = {path};
  options.output = test_folder() / "skipped";
  options.skip_bad_lines = true;
  const Json report = run_stage("deduplicate", options, {});
  EXPECT_EQ(report["bad_lines"], 2);
  EXPECT_EQ(report["written"], 2);
}

TEST(Deduplicate, ExactOnlyLeavesNearOnes) {
  Rng rng(2);
  const auto words = random_words(rng, 100);
  const Json report =
      run("deduplicate", {write_texts("a.jsonl", {joined(words), joined(edited(rng, words))})},
          {"--near=false"});
  EXPECT_EQ(report["written"], 2);
}

}  // namespace
}  // namespace dragoman::corpus
