#include "scorers/reduction.h"

#include <gtest/gtest.h>

#include <cmath>

namespace dragoman::scorers {
namespace {

TEST(LayerWeights, OfSoftmaxKeepTheRatiosOfExponentials) {
  const auto weights = softmax({0.0F, std::log(3.0F), 0.0F});
  EXPECT_NEAR(weights[0], 0.2, 1e-6);
  EXPECT_NEAR(weights[1], 0.6, 1e-6);
}

TEST(LayerWeights, OfSparsemaxAreTheNearestPointOfTheSimplex) {
  EXPECT_EQ(sparsemax({0.0F, 0.0F}), (std::vector<float>{0.5F, 0.5F}));
  EXPECT_EQ(sparsemax({3.0F, 1.0F, 0.0F}), (std::vector<float>{1.0F, 0.0F, 0.0F}));
  const auto weights = sparsemax({0.1F, 1.0F, 0.6F, -0.4F});  // threshold (1.0 + 0.6 - 1) / 2
  EXPECT_NEAR(weights[1], 0.7, 1e-6);
  EXPECT_NEAR(weights[2], 0.3, 1e-6);
  EXPECT_EQ(weights[0], 0.0F);
  EXPECT_EQ(weights[3], 0.0F);
}

TEST(LayerWeights, SayHowFarTheEncoderMustRun) {
  Reduction reduction{.layers = sparsemax({3.0F, 2.9F, 0.0F, 0.0F})};
  EXPECT_EQ(reduction.last_layer(), 1);
  reduction.layers = single_layer(0, 4);
  EXPECT_EQ(reduction.last_layer(), 0);
  reduction.layers = softmax({1.0F, 1.0F, 1.0F, 1.0F});
  EXPECT_EQ(reduction.last_layer(), 3);
}

}  // namespace
}  // namespace dragoman::scorers
