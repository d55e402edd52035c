// Quality of a clustering, and the search for its threshold.
#include "clusters/threshold.h"

#include <gtest/gtest.h>

#include <cmath>

#include "clusters/quality.h"

namespace dragoman::clusters {
namespace {

TEST(ThresholdSearch, FindsTheLargestThatIsGoodEnough) {
  const auto grid = threshold_grid(2.0);
  ASSERT_EQ(grid.size(), 20U);
  EXPECT_DOUBLE_EQ(grid.back(), 2.0);
  for (size_t last_good = 0; last_good < grid.size(); ++last_good) {
    int calls = 0;
    const auto search = search_threshold(grid, {}, [&](double threshold) {
      ++calls;
      return Trial{threshold, 1, threshold <= grid[last_good] ? 0.98 : 0.97, 0.5};
    });
    EXPECT_EQ(search.threshold, grid[last_good]);
    EXPECT_LE(calls, 5);
    EXPECT_EQ(search.trials.size(), static_cast<size_t>(calls));
    for (size_t i = 1; i < search.trials.size(); ++i)
      EXPECT_LT(search.trials[i - 1].threshold, search.trials[i].threshold);
  }
}

TEST(ThresholdSearch, AsksForSmoothnessToo) {
  const auto grid = threshold_grid(1.0);
  const auto attempt = [](double threshold) { return Trial{threshold, 1, 1.0, 1.0 - threshold}; };
  EXPECT_DOUBLE_EQ(*search_threshold(grid, {0.98, 0.58}, attempt).threshold, 0.4);
  EXPECT_FALSE(search_threshold(grid, {0.98, 0.99}, attempt).threshold.has_value());
}

TEST(Quality, KnowsTheMemberNearestToEachCentroid) {
  Quality quality(3);
  quality.add({0, 0.5F}, 0.9);
  quality.add({2, 0.3F}, 0.7);
  quality.add({0, 0.2F}, 0.8);
  quality.add({0, 0.2F}, 0.6);
  EXPECT_EQ(quality.representatives(), (std::vector<int64_t>{2, -1, 1}));
  EXPECT_EQ(quality.occupied(), 2);
  EXPECT_DOUBLE_EQ(quality.smoothness(), 0.75);
}

TEST(Quality, CountsTheTagsThatAreStillThere) {
  const std::vector<std::vector<std::string>> tags{{"a", "b"}, {"b"}, {}, {"c", "d", "a"}};
  const TagTable table = number_tags(tags);
  EXPECT_EQ(table.vocabulary, 4);
  EXPECT_DOUBLE_EQ(recapture(table, std::vector<int64_t>{0, 1, -1}), 0.5);
  EXPECT_DOUBLE_EQ(recapture(table, std::vector<int64_t>{1, 3}), 1.0);
  EXPECT_DOUBLE_EQ(recapture(table, std::vector<int64_t>{2}), 0.0);
  EXPECT_DOUBLE_EQ(recapture({}, std::vector<int64_t>{}), 1.0);
}

TEST(Quality, MeasuresAngles) {
  const std::vector<float> x{3.0F, 0.0F};
  const std::vector<float> diagonal{2.0F, 2.0F};
  const std::vector<float> nothing{0.0F, 0.0F};
  EXPECT_NEAR(cosine(x, diagonal), std::sqrt(0.5), 1e-12);
  EXPECT_EQ(cosine(x, nothing), 0.0);
}

}  // namespace
}  // namespace dragoman::clusters
