#include "episodes/token_budget.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"

namespace dragoman::episodes {
namespace {

using Sizes = std::vector<int64_t>;
using Ends = std::vector<size_t>;

TEST(TokenBudget, CutsAsFewBatchesAsThereCanBeAndEvenly) {
  EXPECT_EQ(cut_evenly(Sizes{4, 4, 4, 4, 4}, 12), (Ends{3, 5}));
  EXPECT_EQ(cut_evenly(Sizes{4, 4, 4, 4}, 12), (Ends{2, 4}));  // and not three and one
  EXPECT_EQ(cut_evenly(Sizes{3, 3}, 100), (Ends{2}));
}

TEST(TokenBudget, GivesWhatIsTooLargeABatchOfItsOwn) {
  EXPECT_EQ(cut_evenly(Sizes{2, 30, 2, 2}, 10), (Ends{1, 2, 4}));
  EXPECT_EQ(cut_evenly(Sizes{30}, 10), (Ends{1}));
  EXPECT_EQ(cut_evenly(Sizes{}, 10), Ends{});
}

// Of every cut into as many batches, none has a smaller largest one.
int64_t smallest_largest(std::span<const int64_t> sizes, size_t batches) {
  int64_t sum = 0, best = -1;
  for (const int64_t size : sizes) sum += size;
  if (batches == 1) return sum;
  int64_t front = 0;
  for (size_t i = 1; i + batches <= sizes.size() + 1; ++i) {
    front += sizes[i - 1];
    const int64_t largest = std::max(front, smallest_largest(sizes.subspan(i), batches - 1));
    if (best < 0 || largest < best) best = largest;
  }
  return best;
}

TEST(TokenBudget, NoCutIsMoreEven) {
  Rng rng(7);
  for (int trial = 0; trial < 200; ++trial) {
    Sizes sizes(static_cast<size_t>(1 + rng.below(9)));
    for (int64_t& size : sizes) size = 1 + static_cast<int64_t>(rng.below(20));
    const Ends ends = cut_evenly(sizes, 25);
    int64_t largest = 0;
    for (size_t b = 0, begin = 0; b < ends.size(); begin = ends[b++]) {
      int64_t filled = 0;
      for (size_t i = begin; i < ends[b]; ++i) filled += sizes[i];
      EXPECT_LE(filled, 25);
      largest = std::max(largest, filled);
    }
    EXPECT_EQ(ends.back(), sizes.size());
    EXPECT_EQ(largest, smallest_largest(sizes, ends.size()));
  }
}

}  // namespace
}  // namespace dragoman::episodes
