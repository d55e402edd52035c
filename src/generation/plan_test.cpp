// Cutting work into packs: everything once, nothing above the limits.
#include "generation/plan.h"

#include <gtest/gtest.h>

namespace dragoman::generation {
namespace {

TEST(Plan, PacksHoldEverySequenceOnceWithinTheCells) {
  std::vector<int64_t> lengths;
  for (int64_t i = 0; i < 200; ++i) lengths.push_back(1 + (i * 37) % 90);
  lengths.push_back(5000);
  std::vector<int> seen(lengths.size());
  for (const auto& chosen : plan_packs(lengths, 512)) {
    int64_t longest = 0;
    for (const size_t i : chosen) {
      ++seen[i];
      longest = std::max(longest, lengths[i]);
    }
    if (chosen.size() > 1) {
      EXPECT_LE(longest * static_cast<int64_t>(chosen.size()), 512);
    }
  }
  for (const int count : seen) EXPECT_EQ(count, 1);
  EXPECT_TRUE(plan_packs({}, 512).empty());
}

}  // namespace
}  // namespace dragoman::generation
