#include "merging/cut.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/parallel.h"
#include "merging/tensors_for_tests.h"

namespace dragoman::merging {
namespace {

void fill_keys(const Stretch& stretch, size_t k, uint32_t* keys) {
  for (size_t i = 0; i < stretch.count; ++i) keys[i] = size_key(stretch.models[k][i]);
}

// The places of the largest, ties at the lowest, by sorting all.
std::vector<bool> largest(const Values& values, int64_t count) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return std::abs(values[a]) > std::abs(values[b]); });
  std::vector<bool> taken(values.size());
  for (size_t i = 0; i < static_cast<size_t>(count); ++i)
    taken[order[i]] = values[order[i]] != 0.0F;
  return taken;
}

std::vector<bool> taken_by(const Cut& cut, const Values& values) {
  std::vector<bool> taken(values.size());
  for (size_t i = 0; i < values.size(); ++i)
    taken[i] = cut.takes(size_key(values[i]), static_cast<int64_t>(i));
  return taken;
}

TEST(Cut, TakesTheLargestAsSortingDoes) {
  constexpr size_t kSize = kStretch + 17;
  for (const double steps : {0x1p40, 300.0, 2.0}) {  // no ties, some, almost nothing else
    TensorsForTests tensors({static_cast<int64_t>(kSize)});
    tensors.add(Values(kSize))
        .add(random_values(kSize, 1, steps))
        .add(random_values(kSize, 2, steps));
    for (const int64_t count : {int64_t{0}, int64_t{1}, int64_t{1000}, int64_t{kSize / 3},
                                int64_t{kSize - 1}, int64_t{kSize}}) {
      const std::vector<int64_t> counts{count, count / 2};
      const auto cuts = find_cuts(tensors.parts(), counts, fill_keys);
      for (size_t k = 0; k < 2; ++k)
        ASSERT_EQ(taken_by(cuts[k], tensors.model(k)), largest(tensors.model(k), counts[k]))
            << steps << " steps, " << counts[k];
    }
  }
}

TEST(Cut, CheapOnesTakeABeginningOfTheOrder) {
  constexpr size_t kSize = 40000;
  for (const double steps : {0x1p40, 2.0}) {
    TensorsForTests tensors({static_cast<int64_t>(kSize)});
    tensors.add(Values(kSize)).add(random_values(kSize, 5, steps));
    const std::vector<int64_t> counts{9000};
    const Cut cut = find_cuts(tensors.parts(), counts, fill_keys, Exactness::kCheap)[0];
    const auto taken = taken_by(cut, tensors.model(0));
    const auto count = std::count(taken.begin(), taken.end(), true);
    EXPECT_GT(count, 0);
    EXPECT_LE(count, counts[0]);
    EXPECT_EQ(taken, largest(tensors.model(0), count));
  }
}

TEST(Cut, IsTheSameOnAnyNumberOfThreads) {
  constexpr size_t kSize = (kWave + 3) * kStretch + 5;
  TensorsForTests tensors({static_cast<int64_t>(kSize)});
  tensors.add(Values(kSize)).add(random_values(kSize, 1, 50.0));
  const std::vector<int64_t> counts{kSize / 7};
  std::vector<Cut> cuts;
  for (const int64_t threads : {1, 2, 5}) {
    set_thread_count(threads);
    cuts.push_back(find_cuts(tensors.parts(), counts, fill_keys)[0]);
  }
  for (const Cut& cut : cuts) {
    EXPECT_EQ(cut.key, cuts[0].key);
    EXPECT_EQ(cut.last, cuts[0].last);
  }
  const auto taken = taken_by(cuts[0], tensors.model(0));
  EXPECT_EQ(std::count(taken.begin(), taken.end(), true), counts[0]);
}

}  // namespace
}  // namespace dragoman::merging
