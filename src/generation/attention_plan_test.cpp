// Rows of random steps, planned: every row once, and each sees exactly what its sequence holds.
#include "generation/attention_plan.h"

#include <gtest/gtest.h>

#include <list>
#include <set>

#include "base/random.h"

namespace dragoman::generation {
namespace {

constexpr auto kTokens = static_cast<int64_t>(kernels::kPageTokens);

struct Step {
  std::list<PageTable> tables;
  std::vector<StepRow> rows;

  // Rows `first` to `first + count - 1` of a sequence with pages of its own.
  void add(int64_t first, int64_t count) {
    PageTable& table = tables.emplace_back();
    for (int64_t page = 0; page < pages_for(first + count); ++page)
      table.push_back(static_cast<PageId>(100 * tables.size()) + static_cast<PageId>(page));
    for (int64_t i = 0; i < count; ++i)
      rows.push_back({.position = static_cast<int32_t>(first + i), .pages = &table});
  }
};

Step some_step(Rng& rng) {
  Step step;
  for (uint64_t i = 1 + rng.below(20); i > 0; --i) {
    const bool decodes = rng.below(3) > 0;
    step.add(static_cast<int64_t>(rng.below(90)),
             decodes ? 1 : 1 + static_cast<int64_t>(rng.below(40)));
  }
  return step;
}

void expect_sees(const AttentionBatch& batch, const Sight& sight, int64_t window,
                 const Step& step) {
  const auto pages = static_cast<int64_t>(sight.pages.size() / batch.stretches.size());
  const int64_t width = pages * kTokens;
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    const StepRow& row = step.rows[batch.rows[i]];
    const int64_t sequence = batch.cells[i] / batch.queries;
    std::set<std::pair<PageId, int64_t>> seen, expected;
    for (int64_t t = 0; t < width; ++t)
      if (sight.seen[batch.cells[i] * width + t] != 0)
        seen.emplace(sight.pages[sequence * pages + t / kTokens], t % kTokens);
    for (int64_t t = 0; t <= row.position; ++t)
      if (window == 0 || t > row.position - window)
        expected.emplace((*row.pages)[t / kTokens], t % kTokens);
    EXPECT_EQ(seen, expected);
  }
}

TEST(AttentionPlan, EveryRowOnceAndItSeesItsOwnTokens) {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    Rng rng(seed);
    const Step step = some_step(rng);
    std::vector<int> times(step.rows.size(), 0);
    for (const AttentionBatch& batch : plan_attention(step.rows, 600)) {
      for (const int64_t row : batch.rows) ++times[row];
      for (size_t i = 0; i < batch.rows.size(); ++i)
        EXPECT_EQ(batch.query_rows[batch.cells[i]], batch.rows[i]);
      for (const int64_t window : {0, 1, 5, 40})
        expect_sees(batch, sight_of(batch, window), window, step);
    }
    for (const int count : times) EXPECT_EQ(count, 1);
  }
}

TEST(AttentionPlan, PaddingStaysWithinItsLimits) {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    Rng rng(seed);
    const Step step = some_step(rng);
    for (const AttentionBatch& batch : plan_attention(step.rows, 600)) {
      EXPECT_LT(batch.query_rows.size(), 2 * batch.rows.size());
      int64_t longest = 0;
      for (const Stretch& stretch : batch.stretches) longest = std::max(longest, stretch.tokens());
      if (batch.stretches.size() > 1) {
        EXPECT_LE(static_cast<int64_t>(batch.query_rows.size()) * longest, 600);
      }
    }
  }
}

TEST(AttentionPlan, SamplesThatDecodeGoTogether) {
  Step step;
  for (int64_t i = 0; i < 12; ++i) step.add(30 + i, 1);
  EXPECT_EQ(plan_attention(step.rows, 1000000).size(), 1U);
}

}  // namespace
}  // namespace dragoman::generation
