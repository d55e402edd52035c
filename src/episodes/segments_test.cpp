#include "episodes/segments.h"

#include <gtest/gtest.h>

namespace dragoman::episodes {
namespace {

TEST(Segments, StandOneBehindTheOther) {
  PolicyBatch batch;
  append_segment(std::vector<TokenId>{7, 8, 9}, std::vector<uint8_t>{0, 1, 1}, 4, batch);
  weigh_last_segment(0.5F, batch);
  append_segment(std::vector<TokenId>{5, 6}, std::vector<uint8_t>{0, 1}, 2, batch);
  weigh_last_segment(0.25F, batch);
  EXPECT_EQ(batch.tokens, (std::vector<TokenId>{7, 8, 9, 5, 6}));
  EXPECT_EQ(batch.positions, (std::vector<int32_t>{0, 1, 2, 0, 1}));
  EXPECT_EQ(batch.predicted, (std::vector<uint8_t>{0, 1, 1, 0, 1}));
  EXPECT_EQ(batch.weights, (std::vector<float>{0.0F, 0.5F, 0.5F, 0.0F, 0.25F}));
  EXPECT_EQ(batch.cu_seqlens, (std::vector<int32_t>{0, 3, 5}));
  EXPECT_EQ(batch.groups, (std::vector<int64_t>{4, 2}));
}

TEST(Segments, AScoredOneIsLongerByTheTokenThatIsAskedFor) {
  std::vector<TokenId> tokens = {3, 4};
  EXPECT_EQ(close_for_score(tokens), (std::vector<uint8_t>{0, 0, 1}));
  EXPECT_EQ(tokens.size(), 3U);
}

}  // namespace
}  // namespace dragoman::episodes
