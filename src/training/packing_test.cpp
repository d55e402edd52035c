#include "training/packing.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "training/mixture.h"

namespace dragoman::training {
namespace {

// Documents of these lengths; every token is its own number.
Documents documents_of(const std::vector<int64_t>& lengths) {
  Documents documents;
  TokenId next = 0;
  for (const int64_t length : lengths) {
    std::vector<TokenId> tokens(static_cast<size_t>(length));
    std::iota(tokens.begin(), tokens.end(), next);
    next += static_cast<TokenId>(length);
    documents.add(tokens);
  }
  return documents;
}

std::vector<int64_t> random_lengths(size_t count, int64_t longest) {
  Rng rng(7);
  std::vector<int64_t> lengths(count);
  for (int64_t& length : lengths)
    length = 2 + static_cast<int64_t>(rng.below(static_cast<uint64_t>(longest - 1)));
  return lengths;
}

int64_t total_of(const PackedSequence& sequence) {
  int64_t total = 0;
  for (const Piece& piece : sequence) total += piece.length;
  return total;
}

int64_t total_of(const std::vector<PackedSequence>& sequences) {
  int64_t total = 0;
  for (const PackedSequence& sequence : sequences) total += total_of(sequence);
  return total;
}

// Every piece lies in one document, and no token is in two.
void expect_sound(const Documents& documents, const std::vector<PackedSequence>& sequences,
                  int64_t longest) {
  std::set<int64_t> seen;
  for (const PackedSequence& sequence : sequences) {
    ASSERT_FALSE(sequence.empty());
    ASSERT_LE(total_of(sequence), longest);
    for (const Piece& piece : sequence) {
      ASSERT_GE(piece.length, 2);
      const auto behind =
          std::upper_bound(documents.starts.begin(), documents.starts.end(), piece.begin);
      ASSERT_LE(piece.begin + piece.length, *behind);
      for (int64_t t = piece.begin; t < piece.begin + piece.length; ++t)
        ASSERT_TRUE(seen.insert(t).second);
    }
  }
}

TEST(Packing, BestFitDecreasingWastesLittleAndCutsNoDocumentThatFits) {
  const Documents documents = documents_of(random_lengths(400, 60));
  const auto sequences = pack_documents(documents, {"bfd_split", 64, 0}, Rng(1));
  expect_sound(documents, sequences, 64);
  size_t pieces = 0;
  for (const PackedSequence& sequence : sequences) pieces += sequence.size();
  EXPECT_EQ(pieces, 400U);
  const auto tokens = static_cast<int64_t>(documents.tokens.size());
  EXPECT_EQ(total_of(sequences), tokens);
  EXPECT_LE(static_cast<int64_t>(sequences.size()), tokens / 64 * 103 / 100 + 1);
}

TEST(Packing, LongDocumentsAreSplitOrTruncated) {
  const Documents documents = documents_of({25, 10, 4});
  const auto split = pack_documents(documents, {"bfd_split", 10, 0}, Rng(1));
  expect_sound(documents, split, 10);
  EXPECT_EQ(total_of(split), 39);
  EXPECT_EQ(split.size(), 4U);  // 10, 10, 10, 5 + 4
  const auto truncated = pack_documents(documents, {"bfd", 10, 0}, Rng(1));
  expect_sound(documents, truncated, 10);
  EXPECT_EQ(total_of(truncated), 24);
}

TEST(Packing, WrappedSequencesAreFull) {
  const Documents documents = documents_of(random_lengths(100, 50));
  const auto sequences = pack_documents(documents, {"wrapped", 32, 0}, Rng(1));
  expect_sound(documents, sequences, 32);
  const auto tokens = static_cast<int64_t>(documents.tokens.size());
  EXPECT_EQ(static_cast<int64_t>(sequences.size()), (tokens + 31) / 32);
  EXPECT_GT(total_of(sequences), tokens - 2 * static_cast<int64_t>(sequences.size()));
}

TEST(Packing, ShortDocumentsAreLeftOutWhereThePhaseSaysSo) {
  const Documents documents = documents_of({3, 20, 9, 30});
  EXPECT_EQ(total_of(pack_documents(documents, {"bfd_split", 16, 10}, Rng(1))), 50);
  EXPECT_TRUE(pack_documents(documents, {"bfd_split", 16, 31}, Rng(1)).empty());
}

TEST(Packing, IsTheSameForOneSeedAndAnotherForAnother) {
  const Documents documents = documents_of(random_lengths(50, 20));
  const auto begins = [&](uint64_t seed) {
    std::vector<int64_t> all;
    for (const auto& sequence : pack_documents(documents, {"wrapped", 16, 0}, Rng(seed)))
      for (const Piece& piece : sequence) all.push_back(piece.begin);
    return all;
  };
  EXPECT_EQ(begins(1), begins(1));
  EXPECT_NE(begins(1), begins(2));
}

TEST(Mixture, GivesEveryDomainItsShareToWithinOneSequenceAtAnyTime) {
  Mixture mixture({3.0, 1.0, 0.0, 0.37, 2.2});
  std::vector<int64_t> counts(5, 0);
  for (int64_t n = 0; n < 5000; ++n) {
    const Mixture::Draw draw = mixture.draw(n);
    EXPECT_EQ(draw.visit, counts[draw.domain]++);
    for (size_t d = 0; d < counts.size(); ++d) {
      const double share = std::vector<double>{3.0, 1.0, 0.0, 0.37, 2.2}[d] / 6.57;
      ASSERT_LE(std::abs(static_cast<double>(counts[d]) - share * static_cast<double>(n + 1)), 1.0);
    }
  }
  EXPECT_EQ(counts[2], 0);
}

TEST(Mixture, IsAFunctionOfTheNumberOfTheSequence) {
  Mixture once({2.0, 1.0, 1.0}), again({2.0, 1.0, 1.0});
  for (const int64_t n : {100, 7, 8, 3, 99}) {
    Mixture fresh({2.0, 1.0, 1.0});
    const Mixture::Draw a = again.draw(n), b = fresh.draw(n);
    EXPECT_EQ(a.domain, b.domain);
    EXPECT_EQ(a.visit, b.visit);
  }
  EXPECT_EQ(once.count(0, 100) + once.count(1, 100) + once.count(2, 100), 100);
  EXPECT_EQ(once.count(0, 100), 50);
}

}  // namespace
}  // namespace dragoman::training
