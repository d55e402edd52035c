// Clustering features against sums over the points themselves.
#include "clusters/cf.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "clusters/cf_node.h"
#include "clusters/planted.h"

namespace dragoman::clusters {
namespace {

using Points = std::vector<std::vector<double>>;

Points random_points(int64_t count, int64_t width, double mean, double deviation, uint64_t seed) {
  Points points;
  Rng rng(seed);
  for (int64_t i = 0; i < count; ++i) {
    auto& point = points.emplace_back();
    for (int64_t j = 0; j < width; ++j) point.push_back(mean + deviation * rng.normal());
  }
  return points;
}

double squared(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

// By their definitions, with all points at hand.
double radius_by_hand(const Points& points) {
  std::vector<double> mean(points.front().size(), 0.0);
  for (size_t j = 0; j < mean.size(); ++j) {
    for (const auto& point : points) mean[j] += (point[j] - points[0][j]);
    mean[j] = points[0][j] + mean[j] / static_cast<double>(points.size());
  }
  double sum = 0.0;
  for (const auto& point : points) sum += squared(point, mean);
  return std::sqrt(sum / static_cast<double>(points.size()));
}

double diameter_by_hand(const Points& points) {
  double sum = 0.0;
  for (const auto& a : points) {
    for (const auto& b : points) sum += squared(a, b);
  }
  const auto n = static_cast<double>(points.size());
  return std::sqrt(sum / (n * (n - 1.0)));
}

ClusterFeature feature_of(const Points& points) {
  ClusterFeature feature;
  for (const auto& point : points) feature.add(std::span<const double>(point));
  return feature;
}

void expect_close(double actual, double expected) {
  EXPECT_NEAR(actual, expected, 1e-9 * expected);
}

TEST(ClusterFeature, HasTheRadiusAndTheDiameterOfItsPoints) {
  const auto points = random_points(200, 24, 0.0, 1.0, 1);
  const ClusterFeature feature = feature_of(points);
  expect_close(radius_of(feature.set), radius_by_hand(points));
  expect_close(diameter_of(feature.set), diameter_by_hand(points));
}

TEST(ClusterFeature, IsExactFarFromTheOrigin) {
  const auto points = random_points(300, 24, 1e4, 1e-2, 2);
  const ClusterFeature feature = feature_of(points);
  expect_close(radius_of(feature.set), radius_by_hand(points));
  expect_close(diameter_of(feature.set), diameter_by_hand(points));
}

TEST(ClusterFeature, OfTwoSetsTogetherIsThatOfTheirUnion) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Points points = random_points(1 + static_cast<int64_t>(seed) * 7, 9, 1e4, 1e-2, seed);
    const auto others =
        random_points(40 - static_cast<int64_t>(seed), 9, 1e4 + 0.1, 1e-2, 100 + seed);
    ClusterFeature joined = feature_of(points);
    joined.add(feature_of(others));
    points.insert(points.end(), others.begin(), others.end());
    EXPECT_EQ(joined.set.count, static_cast<double>(points.size()));
    expect_close(radius_of(joined.set), radius_by_hand(points));
    const ClusterFeature whole = feature_of(points);
    for (size_t j = 0; j < whole.mean.size(); ++j) EXPECT_NEAR(joined.mean[j], whole.mean[j], 1e-9);
  }
}

TEST(ClusterFeature, OfOnePointHasNoExtent) {
  const ClusterFeature feature = feature_of({{1.0, 2.0}});
  EXPECT_EQ(radius_of(feature.set), 0.0);
  EXPECT_EQ(diameter_of(feature.set), 0.0);
  EXPECT_EQ(radius_of({}), 0.0);
}

// The rows of a node keep a mean as two floats; far from the origin one would lose the deviations.
TEST(CfNode, KeepsMeansInNearlyDoublePrecision) {
  const Planted planted = plant(
      {.count = 500, .width = 40, .centres = 1, .noise = 1e-2 * std::sqrt(40.0), .offset = 1e4});
  Points points;
  MemoryMeter meter;
  CfNode node(planted.rows.width, true, meter);
  const std::vector<float> zeros(static_cast<size_t>(planted.rows.width));
  for (int64_t i = 0; i < planted.rows.count; ++i) {
    const float* row = planted.rows.row(i);
    const CfView point{{1.0, 0.0}, {row, zeros.data()}};
    if (i == 0)
      node.append(point);
    else
      node.absorb(0, point);
    points.emplace_back(row, row + 40);
  }
  expect_close(radius_of(node.feature(0).set), radius_by_hand(points));
  expect_close(diameter_of(node.feature(0).set), diameter_by_hand(points));
}

TEST(CfNode, CountsItsMemory) {
  MemoryMeter meter;
  {
    CfNode node(kLanes, true, meter);
    const std::vector<float> row(kLanes, 1.0F);
    for (int i = 0; i < 20; ++i) node.append({{1.0, 0.0}, {row.data(), row.data()}});
    EXPECT_GE(meter.now(), 20 * kLanes * 8);
    const int64_t before = meter.now();
    node.freeze();
    EXPECT_LE(meter.now(), before - 20 * kLanes * 4);
  }
  EXPECT_EQ(meter.now(), 0);
  EXPECT_GT(meter.peak(), 0);
}

}  // namespace
}  // namespace dragoman::clusters
