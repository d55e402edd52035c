#include "passes/sharing.h"

#include <gtest/gtest.h>

namespace dragoman::passes {
namespace {

struct Sequences {
  std::vector<TokenId> tokens;
  std::vector<int32_t> cu_seqlens{0};

  explicit Sequences(const std::vector<std::vector<TokenId>>& all) {
    for (const auto& one : all) {
      tokens.insert(tokens.end(), one.begin(), one.end());
      cu_seqlens.push_back(static_cast<int32_t>(tokens.size()));
    }
  }
};

std::vector<TokenId> prompt(TokenId first, size_t length, const std::vector<TokenId>& answer) {
  std::vector<TokenId> tokens(length, first);
  tokens.insert(tokens.end(), answer.begin(), answer.end());
  return tokens;
}

// The tokens that a token's row sees, its own last.
std::vector<TokenId> seen(const Sequences& given, const Sharing& sharing, int64_t place) {
  const auto row = static_cast<size_t>(place);
  std::vector<TokenId> tokens;
  const auto add = [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r)
      tokens.push_back(given.tokens[static_cast<size_t>(sharing.sources[r])]);
  };
  for (const SegmentRows& segment : sharing.segments) {
    if (row < segment.begin || row >= segment.end) continue;
    add(segment.prefix_begin, segment.prefix_end);
    add(segment.begin, row + 1);
  }
  return tokens;
}

TEST(Sharing, EveryTokenSeesWhatItSawInItsSequence) {
  const Sequences given({prompt(1, 12, {5, 6}),
                         prompt(2, 9, {5}),
                         prompt(1, 12, {5, 7, 8}),
                         {4, 4},
                         prompt(1, 12, {}),
                         prompt(2, 9, {6}),
                         prompt(1, 12, {5, 6})});
  const Sharing sharing = share_beginnings(given.tokens, given.cu_seqlens);
  EXPECT_TRUE(sharing.shares());
  for (size_t s = 0; s + 1 < given.cu_seqlens.size(); ++s)
    for (int32_t t = given.cu_seqlens[s]; t < given.cu_seqlens[s + 1]; ++t)
      EXPECT_EQ(seen(given, sharing, sharing.places[static_cast<size_t>(t)]),
                std::vector<TokenId>(given.tokens.begin() + given.cu_seqlens[s],
                                     given.tokens.begin() + t + 1))
          << s << ' ' << t;
}

TEST(Sharing, APromptOfManyAnswersHasItsRowsOnce) {
  const Sequences given({prompt(1, 30, {5, 6}), prompt(1, 30, {7}), prompt(1, 30, {8, 8, 8})});
  EXPECT_EQ(share_beginnings(given.tokens, given.cu_seqlens).rows(), 36U);
}

// A template's head alone, before longer prompts of two groups, would save less.
TEST(Sharing, PromptsAreNotGivenUpForWhatAllBeginWith) {
  std::vector<std::vector<TokenId>> all;
  for (const TokenId group : {1, 2})
    for (TokenId answer = 10; answer < 14; ++answer) {
      std::vector<TokenId> tokens(10, 3);
      tokens.insert(tokens.end(), 40, group);
      tokens.push_back(answer);
      all.push_back(tokens);
    }
  const Sequences given(all);
  EXPECT_EQ(share_beginnings(given.tokens, given.cu_seqlens).rows(), 2U * 50 + 8);
}

TEST(Sharing, ShortBeginningsStayApartAndSoDoesAllWhereAsked) {
  const Sequences given({prompt(1, 5, {5}), prompt(1, 5, {6})});
  EXPECT_FALSE(share_beginnings(given.tokens, given.cu_seqlens).shares());
  const Sequences same({prompt(1, 50, {}), prompt(1, 50, {})});
  EXPECT_FALSE(share_beginnings(same.tokens, same.cu_seqlens, true).shares());
  EXPECT_EQ(share_beginnings(same.tokens, same.cu_seqlens).rows(), 50U);
}

}  // namespace
}  // namespace dragoman::passes
