// Known answers of NumPy 2.4.6 for seed 12345.
#include "metrics/pcg64.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dragoman::metrics {
namespace {

TEST(Pcg64, SeedSequenceGivesNumpysWords) {
  const std::array<uint64_t, 4> expected = {0xb5ae6482a03d837c, 0xbbe2996ffa1f7a2f,
                                            0x64e39a9f37158f94, 0x3ebb0f96a013fd73};
  EXPECT_EQ(seed_words(12345), expected);
}

TEST(Pcg64, FirstOutputsAreNumpys) {
  Pcg64 random(12345);
  EXPECT_EQ(random.next(), 4193609425186963869ULL);
  EXPECT_EQ(random.next(), 5843160025838961886ULL);
  EXPECT_EQ(random.next(), 14708796524633321433ULL);
  EXPECT_EQ(random.next(), 12474696839993944336ULL);
}

TEST(Pcg64, ChoiceIsNumpys) {
  Pcg64 random(12345);
  std::string drawn;
  for (int i = 0; i < 20; ++i) drawn += std::to_string(random.below(10));
  EXPECT_EQ(drawn, "62732766938355212669");
}

TEST(Pcg64, BooleansAreNumpys) {
  Pcg64 random(12345);
  std::string drawn;
  for (int i = 0; i < 64; ++i) drawn += random.flip() ? '1' : '0';
  EXPECT_EQ(drawn, "1011100110000011111111110100110110110001100011010100110001011100");
}

TEST(Pcg64, ChoiceAmongOneDrawsNothing) {
  Pcg64 random(7);
  EXPECT_EQ(random.below(1), 0U);
  EXPECT_EQ(random.next(), Pcg64(7).next());
}

TEST(Pcg64, ManyChoicesAreThoseDrawnOneByOne) {
  for (const uint32_t bound : {1U, 2U, 3000U, 0x80000001U, 0xffffffffU}) {  // some reject often
    Pcg64 many(3);
    Pcg64 one_by_one(3);
    for (const size_t count : {size_t{1}, size_t{0}, size_t{7}, size_t{1000}}) {
      std::vector<uint32_t> drawn(count);
      many.fill_below(bound, drawn);
      for (const uint32_t value : drawn) EXPECT_EQ(value, one_by_one.below(bound)) << bound;
    }
    EXPECT_EQ(many.next_half(), one_by_one.next_half());
  }
}

TEST(Pcg64, SeedsOfMoreThan32BitsUseBothHalves) {
  EXPECT_EQ(seed_words(0)[0], 0xdb2cd7e7b0f478beULL);
  EXPECT_EQ(seed_words(5 + (uint64_t{1} << 32))[0], 0xf9c15bd6e249d9acULL);
}

}  // namespace
}  // namespace dragoman::metrics
