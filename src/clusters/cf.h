// Clustering features: what is kept of a set of points in place of the points (BIRCH, Zhang,
// Ramakrishnan and Livny, SIGMOD 1996), in the form of BETULA (Lang and Schubert, SISAP 2020):
// number, mean and sum of squared deviations from the mean. The original form, sums of the points
// and of their squares, loses all its digits when points lie far from the origin.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace dragoman::clusters {

// Of two sets, as one: their numbers, their sums of squared deviations, and the squared distance of
// their means.
struct Joined {
  double count = 0.0;
  double deviation = 0.0;
};

constexpr Joined join(const Joined& a, const Joined& b, double squared_distance) {
  const double count = a.count + b.count;
  return {count, a.deviation + b.deviation + a.count * b.count / count * squared_distance};
}

// The root of the mean squared distance of the points from their mean; 0 of none.
inline double radius_of(const Joined& set) {
  return set.count > 0.0 ? std::sqrt(set.deviation / set.count) : 0.0;
}

// The root of the mean squared distance of two different points; 0 of fewer than two.
inline double diameter_of(const Joined& set) {
  return set.count > 1.0 ? std::sqrt(2.0 * set.deviation / (set.count - 1.0)) : 0.0;
}

// A feature with its mean in double precision. Those of the tree are CfNode's rows.
struct ClusterFeature {
  Joined set;
  std::vector<double> mean;

  // A point of any precision; the first one says how wide all are.
  template <class Real>
  void add(std::span<const Real> point);
  void add(const ClusterFeature& other);
};

double squared_distance(const ClusterFeature& a, const ClusterFeature& b);

template <class Real>
void ClusterFeature::add(std::span<const Real> point) {
  add(ClusterFeature{{1.0, 0.0}, {point.begin(), point.end()}});
}

}  // namespace dragoman::clusters
