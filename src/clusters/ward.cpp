// The chain of nearest neighbours (Murtagh, Computational Statistics Quarterly 1984): going from a
// cluster to its nearest, and on, ends at two that are each other's nearest, and joining these at
// once gives the same tree as joining the cheapest pair of all each time.
#include "clusters/ward.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/error.h"

namespace dragoman::clusters {
namespace {

struct Union {
  double cost;
  int64_t first;  // lives on
  int64_t second;
};

class Chain {
 public:
  explicit Chain(const CfTree& tree) : features_(tree.root().rows().width, true, meter_) {
    for (const CfNode* leaf : tree.leaves()) {
      for (int64_t i = 0; i < leaf->size(); ++i) features_.append(leaf->feature(i));
    }
    alive_.resize(static_cast<size_t>(features_.size()));
    std::iota(alive_.begin(), alive_.end(), 0);
  }

  // In the order in which they were found; all into one.
  std::vector<Union> run() {
    std::vector<Union> unions;
    std::vector<int64_t> chain;
    while (alive_.size() > 1) {
      if (chain.empty()) chain.push_back(alive_.front());
      const int64_t before = chain.size() > 1 ? chain[chain.size() - 2] : -1;
      const Union step = nearest(chain.back(), before);
      if (step.second != before) {
        chain.push_back(step.second);
        continue;
      }
      chain.resize(chain.size() - 2);
      unions.push_back(join_two(step));
    }
    return unions;
  }

 private:
  double cost(int64_t a, int64_t b) const {
    const CfView other = features_.feature(b);
    return features_.joined(a, other).deviation - features_.feature(a).set.deviation -
           other.set.deviation;
  }

  // The one before wins a tie, or the chain would never end.
  Union nearest(int64_t from, int64_t before) const {
    Union best{std::numeric_limits<double>::infinity(), from, -1};
    if (before >= 0) best = {cost(from, before), from, before};
    for (const int64_t other : alive_) {
      if (other == from || other == before) continue;
      const double price = cost(from, other);
      if (price < best.cost) best = {price, from, other};
    }
    return best;
  }

  Union join_two(const Union& step) {
    const int64_t first = std::min(step.first, step.second);
    const int64_t second = std::max(step.first, step.second);
    features_.absorb(first, features_.feature(second));
    alive_.erase(std::lower_bound(alive_.begin(), alive_.end(), second));
    return {step.cost, first, second};
  }

  MemoryMeter meter_;
  CfNode features_;
  std::vector<int64_t> alive_;  // rising
};

int64_t top_of(std::vector<int64_t>& above, int64_t index) {
  while (above[static_cast<size_t>(index)] != index) {
    int64_t& next = above[static_cast<size_t>(index)];
    next = above[static_cast<size_t>(next)];
    index = next;
  }
  return index;
}

}  // namespace

std::vector<int64_t> ward(const CfTree& tree, int64_t clusters) {
  DRAGOMAN_CHECK(clusters >= 1, "at least one cluster stays");
  const int64_t count = tree.features();
  std::vector<int64_t> above(static_cast<size_t>(count));
  std::iota(above.begin(), above.end(), 0);
  if (count > clusters) {
    if (count > kMostWardClusters)
      throw_input(
          "{} clusters are too many to be joined into {}; raise the threshold until there "
          "are at most {}",
          count, clusters, kMostWardClusters);
    std::vector<Union> unions = Chain(tree).run();
    std::stable_sort(unions.begin(), unions.end(),
                     [](const Union& a, const Union& b) { return a.cost < b.cost; });
    unions.resize(static_cast<size_t>(count - clusters));
    for (const Union& one : unions) {
      const int64_t first = top_of(above, one.first);
      const int64_t second = top_of(above, one.second);
      above[static_cast<size_t>(std::max(first, second))] = std::min(first, second);
    }
  }
  std::vector<int64_t> numbers(static_cast<size_t>(count), -1);
  int64_t next = 0;
  for (int64_t i = 0; i < count; ++i) {
    int64_t& number = numbers[static_cast<size_t>(top_of(above, i))];
    if (number < 0) number = next++;
    numbers[static_cast<size_t>(i)] = number;
  }
  return numbers;
}

}  // namespace dragoman::clusters
