#include "metrics/edit_distance.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace dragoman::metrics {
namespace {

std::vector<uint32_t> random_symbols(Rng& rng, uint64_t longest, uint64_t alphabet) {
  std::vector<uint32_t> symbols(rng.below(longest + 1));
  for (uint32_t& symbol : symbols) symbol = static_cast<uint32_t>(rng.below(alphabet));
  return symbols;
}

TEST(EditDistance, BitVectorsAgreeWithTheTwoRowMethod) {
  Rng rng(11);
  for (int i = 0; i < 2000; ++i) {
    const uint64_t longest = i % 3 == 0 ? 300 : 70;
    const auto a = random_symbols(rng, longest, 2 + i % 7);
    const auto b = random_symbols(rng, longest, 2 + i % 7);
    ASSERT_EQ(fast_edit_distance(a, b), plain_edit_distance(a, b)) << a.size() << " " << b.size();
  }
}

TEST(EditDistance, IsZeroForEqualAndSymmetric) {
  Rng rng(12);
  for (int i = 0; i < 100; ++i) {
    const auto a = random_symbols(rng, 150, 4);
    const auto b = random_symbols(rng, 150, 4);
    EXPECT_EQ(fast_edit_distance(a, a), 0);
    EXPECT_EQ(fast_edit_distance(a, b), fast_edit_distance(b, a));
  }
}

TEST(EditDistance, CountsCodePointsAfterComposition) {
  EXPECT_EQ(edit_distance("e\xcc\x81", "\xc3\xa9").edits, 0);
  EXPECT_EQ(edit_distance("木語", "木山").edits, 1);
  EXPECT_EQ(edit_distance("木語", "木山").length, 2);
}

TEST(EditDistance, SqueezesWhiteSpace) {
  EXPECT_EQ(edit_distance(" tola \t miru ", "tola miru").edits, 0);
  EXPECT_EQ(edit_distance("tolamiru", "tola miru").edits, 1);
}

TEST(EditDistance, NormalisersAreMaxReferenceAndSum) {
  EditConfig config;
  EXPECT_EQ(edit_distance("abcd", "ab", config).length, 4);
  config.normalizer = "reference";
  EXPECT_EQ(edit_distance("abcd", "ab", config).length, 2);
  config.normalizer = "sum";
  EXPECT_EQ(edit_distance("abcd", "ab", config).length, 6);
  EXPECT_EQ(edit_distance("", "", config).normalized(), 0.0);
}

TEST(EditDistance, OfTokensSplitsPunctuationOff) {
  EXPECT_EQ(edit_distance("tola, miru.", "tola miru .", {.unit = "token"}).edits, 1);
  EXPECT_EQ(edit_distance("tola, miru.", "tola miru .", {.unit = "word"}).edits, 3);
}

TEST(EditDistance, MayCountWordsAndIgnoreCase) {
  EXPECT_EQ(edit_distance("Tola miru kesa", "tola kesa", {.unit = "word"}).edits, 2);
  EXPECT_EQ(edit_distance("Tola miru kesa", "tola kesa", {.unit = "word", .lowercase = true}).edits,
            1);
}

}  // namespace
}  // namespace dragoman::metrics
