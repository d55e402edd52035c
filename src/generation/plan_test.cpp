// Cutting work into batches: everything once, nothing above the limits.
#include "generation/plan.h"

#include <gtest/gtest.h>

#include <map>

namespace dragoman::generation {
namespace {

std::vector<episodes::GenerationRequest> some_requests() {
  std::vector<episodes::GenerationRequest> requests;
  for (size_t i = 0; i < 40; ++i)
    requests.push_back(
        {std::vector<TokenId>(1 + (i * 17) % 50), 1 + static_cast<int64_t>(i % 9), Rng(i)});
  requests[7].num_return_sequences = 1000;
  return requests;
}

TEST(Plan, EverySampleIsPlayedOnceWithinTheLimits) {
  const auto requests = some_requests();
  std::map<size_t, std::vector<int>> played;
  for (const auto& request : requests)
    played[played.size()].resize(static_cast<size_t>(request.num_return_sequences));
  const BatchLimits limits{64, 2000};
  for (const auto& batch : plan_batches(requests, 20, limits)) {
    int64_t rows = 0;
    size_t longest = 0;
    for (const Share& share : batch) {
      rows += share.count;
      longest = std::max(longest, requests[share.request].prompt.size());
      for (int64_t i = share.first; i < share.first + share.count; ++i)
        ++played[share.request].at(static_cast<size_t>(i));
    }
    EXPECT_GT(rows, 0);
    EXPECT_LE(rows, limits.rows);
    EXPECT_LE(rows * static_cast<int64_t>(longest + 20), limits.cache_tokens);
  }
  for (const auto& [request, counts] : played)
    for (const int count : counts) EXPECT_EQ(count, 1);
}

TEST(Plan, ARowThatFitsNowhereIsPlayedAlone) {
  const auto requests = some_requests();
  for (const auto& batch : plan_batches(requests, 20, {64, 5})) {
    ASSERT_EQ(batch.size(), 1U);
    EXPECT_EQ(batch[0].count, 1);
  }
}

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
