#include "merging/owners.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "merging/tensors_for_tests.h"

namespace dragoman::merging {
namespace {

void fill_keys(const Stretch& stretch, size_t k, uint32_t* keys) {
  for (size_t i = 0; i < stretch.count; ++i) keys[i] = size_key(stretch.models[k][i]);
}

// By the words of the method: each model sorts all and walks down its order.
std::vector<uint8_t> by_sorting(const TensorsForTests& tensors, const Turns& turns) {
  const size_t size = tensors.base().size();
  std::vector<std::vector<size_t>> orders(turns.quotas.size(), std::vector<size_t>(size));
  for (size_t k = 0; k < orders.size(); ++k) {
    std::iota(orders[k].begin(), orders[k].end(), size_t{0});
    const Values& values = tensors.model(k);
    std::stable_sort(orders[k].begin(), orders[k].end(),
                     [&](size_t a, size_t b) { return std::abs(values[a]) > std::abs(values[b]); });
  }
  std::vector<uint8_t> owners(size);
  for (int64_t round = 1; round <= turns.rounds; ++round)
    for (size_t k = 0; k < orders.size(); ++k) {
      int64_t count =
          turns.quotas[k] * round / turns.rounds - turns.quotas[k] * (round - 1) / turns.rounds;
      for (const size_t place : orders[k]) {
        if (count == 0 || tensors.model(k)[place] == 0.0F) break;
        if (owners[place] != 0) continue;
        owners[place] = static_cast<uint8_t>(k + 1);
        --count;
      }
    }
  return owners;
}

TensorsForTests three_models(size_t size, double steps) {
  TensorsForTests tensors({static_cast<int64_t>(size)});
  tensors.add(Values(size));
  for (uint64_t k = 0; k < 3; ++k) tensors.add(random_values(size, k, steps));
  return tensors;
}

TEST(Owners, AreThoseThatSortingFinds) {
  constexpr size_t kSize = kStretch + 1001;
  for (const double steps : {0x1p40, 100.0, 1.0}) {
    const TensorsForTests tensors = three_models(kSize, steps);
    for (const int64_t rounds : {1, 3, 10}) {
      Turns turns{{kSize / 4, kSize / 10, kSize / 3}, rounds};
      const auto expected = by_sorting(tensors, turns);
      for (const size_t at_once : {size_t{1} << 22, size_t{5000}}) {
        turns.at_once = at_once;
        ASSERT_EQ(choose_owners(tensors.parts(), turns, fill_keys), expected)
            << steps << " steps, " << rounds << " rounds, " << at_once << " at once";
      }
    }
  }
}

TEST(Owners, HaveTheirQuotas) {
  constexpr int64_t kSize = 50000;
  const TensorsForTests tensors = three_models(kSize, 0x1p40);
  const Turns turns{{kSize / 4, kSize / 7, kSize / 3}, 10};
  const auto owners = choose_owners(tensors.parts(), turns, fill_keys);
  for (uint8_t k = 0; k < 3; ++k)
    EXPECT_EQ(std::count(owners.begin(), owners.end(), k + 1), turns.quotas[k]);
}

TEST(Owners, TogetherHaveNoMoreThanThereIs) {
  constexpr int64_t kSize = 5000;
  const TensorsForTests tensors = three_models(kSize, 0x1p40);
  const Turns turns{{kSize, kSize, kSize}, 10};
  const auto owners = choose_owners(tensors.parts(), turns, fill_keys);
  EXPECT_EQ(std::count(owners.begin(), owners.end(), 0), 0);
  for (uint8_t k = 0; k < 3; ++k)
    EXPECT_NEAR(static_cast<double>(std::count(owners.begin(), owners.end(), k + 1)), kSize / 3.0,
                kSize / 10.0);
}

}  // namespace
}  // namespace dragoman::merging
