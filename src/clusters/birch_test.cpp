// The tree's laws after every insertion, building anew under a memory limit, and what comes out.
#include "clusters/birch.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/error.h"
#include "clusters/labels.h"
#include "clusters/planted.h"
#include "clusters/ward.h"

namespace dragoman::clusters {
namespace {

std::span<const float> vector_of(const Planted& planted, int64_t row, int64_t width) {
  return {planted.rows.row(row), static_cast<size_t>(width)};
}

double value(const Mean& mean, int64_t i) { return double{mean.high[i]} + double{mean.low[i]}; }

struct Limits {
  int64_t branching;
  int64_t leaf_size;
  double threshold;
};

// What the leaves of a node have together; checks every law on the way. Returns the depth, too.
int check_below(const CfNode& node, const Limits& limits, ClusterFeature& total) {
  EXPECT_LE(node.size(), node.leaf() ? limits.leaf_size : limits.branching);
  EXPECT_GE(node.size(), 1);
  std::set<int> depths;
  for (int64_t i = 0; i < node.size(); ++i) {
    const CfView view = node.feature(i);
    ClusterFeature below;
    if (node.leaf()) {
      EXPECT_LE(radius_of(view.set), limits.threshold * (1.0 + 1e-12));
      below.set = view.set;
      for (int64_t j = 0; j < node.rows().width; ++j) below.mean.push_back(value(view.mean, j));
    } else {
      depths.insert(check_below(node.child(i), limits, below));
    }
    EXPECT_EQ(view.set.count, below.set.count);
    EXPECT_NEAR(view.set.deviation, below.set.deviation, 1e-9 * (1.0 + below.set.deviation));
    for (int64_t j = 0; j < node.rows().width; ++j)
      EXPECT_NEAR(value(view.mean, j), below.mean[static_cast<size_t>(j)], 1e-9);
    total.add(below);
  }
  EXPECT_LE(depths.size(), 1U) << "all leaves are equally deep";
  return node.leaf() ? 0 : 1 + *depths.begin();
}

TEST(CfTree, KeepsItsLawsAfterEveryInsertion) {
  for (const Limits& limits : {Limits{2, 2, 0.2}, Limits{3, 5, 0.05}, Limits{7, 4, 0.0}}) {
    const Planted planted = plant({.count = 250, .width = 5, .centres = 12, .noise = 0.3});
    Birch birch({limits.threshold, limits.branching, limits.leaf_size, 64}, 5);
    for (int64_t i = 0; i < planted.rows.count; ++i) {
      birch.add(vector_of(planted, i, 5));
      ClusterFeature total;
      check_below(birch.tree().root(), limits, total);
      EXPECT_EQ(total.set.count, static_cast<double>(i + 1));
    }
    EXPECT_GT(birch.tree().features(), limits.leaf_size);
  }
}

TEST(CfTree, JoinsEqualVectorsAtThresholdZero) {
  const Planted planted = plant({.count = 30, .width = 8, .centres = 3, .noise = 0.0});
  Birch birch({0.0, 4, 4, 64}, 8);
  for (int round = 0; round < 5; ++round) {
    for (int64_t i = 0; i < 30; ++i) birch.add(vector_of(planted, i, 8));
  }
  EXPECT_EQ(birch.tree().features(), 3);
}

TEST(Birch, LosesNoVectorWhenItIsBuiltAnew) {
  const int64_t width = 64;
  const Planted planted = plant({.count = 20000, .width = width, .centres = 400, .noise = 0.5});
  const BirchConfig config{0.0, 10, 10, 2};
  Birch birch(config, width);
  for (int64_t i = 0; i < planted.rows.count; ++i) birch.add(vector_of(planted, i, width));
  EXPECT_GE(birch.rebuilds(), 2);
  EXPECT_LE(birch.peak_bytes(), config.memory_mib << 20);
  EXPECT_GT(birch.threshold(), 0.0);
  EXPECT_GT(birch.tree().features(), 100) << "a threshold that rises too far";
  ClusterFeature total;
  check_below(birch.tree().root(), {10, 10, birch.threshold()}, total);
  EXPECT_EQ(total.set.count, 20000.0);
  ClusterFeature direct;
  for (int64_t i = 0; i < planted.rows.count; ++i)
    direct.add(std::span<const float>(planted.rows.row(i), width));
  EXPECT_NEAR(total.set.deviation, direct.set.deviation, 1e-9 * direct.set.deviation);
}

TEST(Birch, RefusesMemoryForLessThanAFewLeaves) {
  EXPECT_THROW(Birch({0.5, 1000, 1000, 1}, 1024), Error);
}

TEST(Birch, FindsPlantedClusters) {
  const int64_t width = 32;
  const Planted planted =
      plant({.count = 6000, .width = width, .centres = 40, .noise = 0.25, .unit = true});
  Birch birch({0.35, 50, 50, 64}, width);
  for (int64_t i = 0; i < planted.rows.count; ++i) birch.add(vector_of(planted, i, width));
  birch.finish();
  EXPECT_GE(birch.tree().features(), 40);
  EXPECT_LE(birch.tree().features(), 60);
  const auto labels = Labeller(birch.tree(), 0).label(planted.rows);
  std::map<int64_t, std::map<int64_t, int64_t>> found;
  for (size_t i = 0; i < labels.size(); ++i) ++found[labels[i].row][planted.centres[i]];
  int64_t pure = 0;
  for (const auto& [cluster, centres] : found) {
    int64_t most = 0;
    for (const auto& [centre, count] : centres) most = std::max(most, count);
    pure += most;
  }
  EXPECT_GE(static_cast<double>(pure), 0.99 * 6000);
}

TEST(Ward, JoinsWhatBelongsTogether) {
  const Planted planted = plant({.count = 2000, .width = 16, .centres = 7, .noise = 0.15});
  Birch birch({0.05, 20, 20, 64}, 16);
  for (int64_t i = 0; i < planted.rows.count; ++i) birch.add(vector_of(planted, i, 16));
  ASSERT_GT(birch.tree().features(), 100);
  const auto cluster_of = ward(birch.tree(), 7);
  birch.finish();
  const auto labels = Labeller(birch.tree(), 0).label(planted.rows);
  std::map<int64_t, std::set<int64_t>> centres;
  for (size_t i = 0; i < labels.size(); ++i)
    centres[cluster_of[static_cast<size_t>(labels[i].row)]].insert(planted.centres[i]);
  ASSERT_EQ(centres.size(), 7U);
  for (const auto& [cluster, from] : centres) EXPECT_EQ(from.size(), 1U);
}

// Each cheapest pair of all in turn, by definition.
TEST(Ward, IsTheGreedyUnionOfTheCheapestPair) {
  const Planted planted = plant({.count = 40, .width = 4, .centres = 40, .noise = 0.1});
  Birch birch({0.0, 50, 50, 64}, 4);
  std::vector<ClusterFeature> sets;
  std::vector<std::vector<int64_t>> members;
  for (int64_t i = 0; i < 40; ++i) {
    birch.add(vector_of(planted, i, 4));
    sets.emplace_back().add(vector_of(planted, i, 4));
    members.push_back({i});
  }
  while (sets.size() > 6) {
    std::tuple<double, size_t, size_t> best{1e30, 0, 0};
    for (size_t a = 0; a < sets.size(); ++a) {
      for (size_t b = a + 1; b < sets.size(); ++b) {
        ClusterFeature both = sets[a];
        both.add(sets[b]);
        const double cost = both.set.deviation - sets[a].set.deviation - sets[b].set.deviation;
        best = std::min(best, {cost, a, b});
      }
    }
    const auto [cost, a, b] = best;
    sets[a].add(sets[b]);
    members[a].insert(members[a].end(), members[b].begin(), members[b].end());
    sets.erase(sets.begin() + static_cast<int64_t>(b));
    members.erase(members.begin() + static_cast<int64_t>(b));
  }
  const auto cluster_of = ward(birch.tree(), 6);
  for (const auto& group : members) {
    for (const int64_t i : group)
      EXPECT_EQ(cluster_of[static_cast<size_t>(i)], cluster_of[static_cast<size_t>(group[0])]);
  }
  EXPECT_EQ(std::set(cluster_of.begin(), cluster_of.end()).size(), 6U);
}

}  // namespace
}  // namespace dragoman::clusters
