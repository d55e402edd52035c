#include "clusters/labels.h"

#include <gtest/gtest.h>

#include <array>

#include "base/parallel.h"
#include "clusters/birch.h"
#include "clusters/planted.h"

namespace dragoman::clusters {
namespace {

Birch tree_of(const Planted& planted, int64_t width, double threshold) {
  Birch birch({threshold, 8, 8, 64}, width);
  for (int64_t i = 0; i < planted.rows.count; ++i)
    birch.add({planted.rows.row(i), static_cast<size_t>(width)});
  birch.finish();
  return birch;
}

bool equal(const std::vector<Neighbour>& a, const std::vector<Neighbour>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](Neighbour x, Neighbour y) {
    return x.row == y.row && x.squared == y.squared;
  });
}

// A comparison with every centroid, the first of equally near ones.
Neighbour nearest_of_all(const Labeller& labeller, const float* point, int64_t width) {
  Neighbour best;
  for (int64_t cluster = 0; cluster < labeller.clusters(); ++cluster) {
    const Neighbour found = nearest_row(point, {labeller.centroid(cluster), 1, width});
    if (found.squared < best.squared) best = {cluster, found.squared};
  }
  return best;
}

TEST(Labeller, FindsTheNearestOfAllCentroids) {
  for (const double noise : {0.1, 0.5, 1.5}) {
    for (const double offset : {0.0, 100.0}) {
      const Planted planted =
          plant({.count = 1500, .width = 40, .centres = 30, .noise = noise, .offset = offset});
      const Birch birch = tree_of(planted, 40, noise * 0.6);
      const Labeller labeller(birch.tree(), 0);
      ASSERT_GT(labeller.clusters(), 20);
      const auto labels = labeller.label(planted.rows);
      for (int64_t i = 0; i < planted.rows.count; ++i) {
        const Neighbour expected =
            nearest_of_all(labeller, planted.rows.row(i), planted.rows.width);
        EXPECT_EQ(labels[static_cast<size_t>(i)].row, expected.row) << i;
        EXPECT_EQ(labels[static_cast<size_t>(i)].squared, expected.squared) << i;
      }
    }
  }
}

TEST(Labeller, DoesNotDependOnTheNumberOfThreads) {
  const Planted planted = plant({.count = 3000, .width = 24, .centres = 50, .noise = 0.8});
  const Birch birch = tree_of(planted, 24, 0.4);
  for (const int64_t beam : {0, 1, 3}) {
    const Labeller labeller(birch.tree(), beam);
    set_thread_count(1);
    const auto alone = labeller.label(planted.rows);
    set_thread_count(3);
    EXPECT_TRUE(equal(labeller.label(planted.rows), alone)) << beam;
  }
}

TEST(Labeller, ComesNearerWithAWiderBeam) {
  const Planted planted = plant({.count = 3000, .width = 24, .centres = 80, .noise = 0.8});
  const Birch birch = tree_of(planted, 24, 0.4);
  const auto total = [&](int64_t beam) {
    double sum = 0.0;
    for (const Neighbour& label : Labeller(birch.tree(), beam).label(planted.rows))
      sum += label.squared;
    return sum;
  };
  EXPECT_LE(total(0), total(1000));
  EXPECT_LT(total(8), total(1));
  EXPECT_EQ(total(0), total(1000)) << "a beam as wide as the tree is exact";
}

// The sum as the header promises it, one number at a time: whatever instructions are used, and
// whether or not a multiplication and an addition could be one, not a bit may differ.
float squared_by_hand(const float* a, const float* b, int64_t width) {
  std::array<float, kLanes> sums{};
  for (int64_t i = 0; i < width; ++i) {
    const volatile float difference = a[i] - b[i];
    const volatile float square = difference * difference;
    sums[static_cast<size_t>(i % kLanes)] += square;
  }
  for (const size_t half : {16, 8, 4}) {
    for (size_t i = 0; i < half; ++i) sums[i] += sums[i + half];
  }
  return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

TEST(Distances, AreTheSameToTheBitWithAllInstructions) {
  for (const int64_t width : {20, 64, 384, 1000}) {
    const Planted planted = plant({.count = 50, .width = width, .centres = 50, .noise = 0.1});
    for (int64_t i = 1; i < 50; ++i) {
      const Rows row{planted.rows.row(i), 1, planted.rows.width};
      EXPECT_EQ(nearest_row(planted.rows.data, row).squared,
                squared_by_hand(planted.rows.data, row.data, row.width));
    }
  }
}

TEST(Distances, FindTheFirstOfEquallyNearRows) {
  std::vector<float> rows(4 * kLanes, 1.0F);
  const std::vector<float> point(kLanes, 0.0F);
  rows[0] = 3.0F;
  EXPECT_EQ(nearest_row(point.data(), {rows.data(), 4, kLanes}).row, 1);
  EXPECT_EQ(nearest_row(point.data(), {rows.data(), 4, kLanes}).squared, 32.0F);
  EXPECT_EQ(nearest_row(point.data(), {rows.data(), 4, kLanes}, {7, 32.0F}).row, 7);
  std::vector<Neighbour> found;
  rows_within(point.data(), {rows.data(), 4, kLanes}, 33.0F, found);
  EXPECT_EQ(found.size(), 3U);
}

}  // namespace
}  // namespace dragoman::clusters
