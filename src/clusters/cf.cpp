#include "clusters/cf.h"

#include "base/error.h"

namespace dragoman::clusters {

double squared_distance(const ClusterFeature& a, const ClusterFeature& b) {
  DRAGOMAN_CHECK(a.mean.size() == b.mean.size(), "features of different widths");
  double sum = 0.0;
  for (size_t i = 0; i < a.mean.size(); ++i) {
    const double difference = a.mean[i] - b.mean[i];
    sum += difference * difference;
  }
  return sum;
}

void ClusterFeature::add(const ClusterFeature& other) {
  if (other.set.count == 0.0) return;
  if (set.count == 0.0) {
    *this = other;
    return;
  }
  set = join(set, other.set, squared_distance(*this, other));
  const double share = other.set.count / set.count;
  for (size_t i = 0; i < mean.size(); ++i) mean[i] += share * (other.mean[i] - mean[i]);
}

}  // namespace dragoman::clusters
