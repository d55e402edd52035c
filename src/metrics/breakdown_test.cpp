#include "metrics/breakdown.h"

#include <gtest/gtest.h>

#include "metrics/chrf.h"

namespace dragoman::metrics {
namespace {

TEST(Breakdown, EverySentenceIsInOneBucket) {
  const std::vector<int64_t> lengths = {0, 9, 10, 19, 20, 500};
  const std::vector<int64_t> edges = {10, 20};
  const auto buckets = length_buckets(lengths, edges);
  ASSERT_EQ(buckets.size(), 3U);
  EXPECT_EQ(buckets[0].rows, (std::vector<size_t>{0, 1}));
  EXPECT_EQ(buckets[1].rows, (std::vector<size_t>{2, 3}));
  EXPECT_EQ(buckets[2].rows, (std::vector<size_t>{4, 5}));
  EXPECT_EQ(buckets[1].label(), "[10, 20)");
  EXPECT_EQ(buckets[2].label(), "[20, ∞)");
}

TEST(Breakdown, ScoresABucketAsACorpusOfItsOwn) {
  const Corpus corpus{.references = {{"tola miru"}, {"kesa"}, {"domi nare vulo"}}};
  const std::vector<std::string> hypotheses = {"tola mira", "kesa", "domi vulo"};
  const Chrf metric;
  const auto tables = corpus_statistics(metric, std::span(&hypotheses, 1), corpus);
  const std::vector<int64_t> edges = {2};
  const auto lengths = segment_lengths(corpus, LengthSide::kReference);
  const auto scores = breakdown(metric, tables[0], length_buckets(lengths, edges));
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_EQ(scores[0].sentences, 1U);
  EXPECT_EQ(scores[0].score, 100.0);
  const Corpus longer{.references = {{"tola miru"}, {"domi nare vulo"}}};
  EXPECT_EQ(scores[1].score, corpus_score(metric, {"tola mira", "domi vulo"}, longer));
}

TEST(Breakdown, AnEmptyBucketScoresZero) {
  const std::vector<Bucket> buckets(1);
  EXPECT_EQ(breakdown(Chrf(), Statistics(0, 18), buckets)[0].score, 0.0);
}

TEST(Breakdown, LengthsAreInWordsOrCharacters) {
  const Corpus corpus{.references = {{"tola miru"}}, .sources = {"a b c"}};
  EXPECT_EQ(segment_lengths(corpus, LengthSide::kSource)[0], 3);
  EXPECT_EQ(segment_lengths(corpus, LengthSide::kReference, "character")[0], 8);
}

}  // namespace
}  // namespace dragoman::metrics
