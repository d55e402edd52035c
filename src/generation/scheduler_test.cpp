// The scheduler with a cache that remembers tokens instead of keys and values: every draw must see
// its own prompt and completion there, whatever the memory and whoever shares it.
#include "generation/scheduler.h"

#include <gtest/gtest.h>

#include <array>

namespace dragoman::generation {
namespace {

using episodes::GenerationRequest;
using episodes::SamplingSettings;
using Completions = std::vector<std::vector<episodes::Completion>>;

constexpr TokenId kEnd = 0;
constexpr auto kTokens = static_cast<int32_t>(kernels::kPageTokens);

class TokenCache {
 public:
  explicit TokenCache(int64_t pages) : pages_(static_cast<size_t>(pages)) {}

  void write(const StepRow& row) { at(*row.pages, row.position) = row.token; }
  void copy(PageId from, PageId to) { pages_[to] = pages_[from]; }

  std::vector<TokenId> seen(const StepRow& row) {
    std::vector<TokenId> tokens;
    for (int32_t t = 0; t <= row.position; ++t) tokens.push_back(at(*row.pages, t));
    return tokens;
  }

 private:
  TokenId& at(const PageTable& table, int32_t position) {
    return pages_[table[position / kTokens]][position % kTokens];
  }

  std::vector<std::array<TokenId, kernels::kPageTokens>> pages_;
};

// Statistics of a play, and its completions.
struct Play {
  Completions completions;
  int64_t rows = 0, steps = 0, most_drawing = 0;
};

Play play(std::span<const GenerationRequest> requests, int64_t length,
          const SchedulerLimits& limits, bool share_prefixes = true) {
  const SamplingSettings settings{.max_completion_length = length};
  Scheduler scheduler(requests, settings, {4096, {kEnd}, share_prefixes}, limits);
  TokenCache cache(scheduler.cache_pages());
  Play result;
  for (;; ++result.steps) {
    const auto rows = scheduler.plan();
    if (rows.empty()) break;
    result.rows += static_cast<int64_t>(rows.size());
    result.most_drawing =
        std::max(result.most_drawing, static_cast<int64_t>(scheduler.drawing().size()));
    for (const StepRow& row : rows) {
      cache.write(row);
      for (int32_t i = row.draw_begin; i < row.draw_end; ++i) {
        Sample& sample = *scheduler.drawing()[i];
        EXPECT_EQ(cache.seen(row), sample.history);
        sample.draw.token = static_cast<TokenId>(sample.stream.below(30));
      }
    }
    scheduler.advance([&](PageId from, PageId to) { cache.copy(from, to); });
  }
  EXPECT_EQ(scheduler.finished_requests(), static_cast<int64_t>(requests.size()));
  result.completions = scheduler.take_results();
  return result;
}

// Prompts of all lengths, some of which begin alike.
std::vector<GenerationRequest> some_requests(uint64_t seed, int64_t count) {
  const Rng root(seed);
  Rng rng = root.derive("requests");
  std::vector<GenerationRequest> requests;
  for (int64_t i = 0; i < count; ++i) {
    std::vector<TokenId> prompt;
    if (i > 0 && rng.uniform() < 0.5) {
      const auto& other = requests[rng.below(requests.size())].prompt;
      prompt.assign(other.begin(),
                    other.begin() + static_cast<int64_t>(rng.below(other.size() + 1)));
    }
    for (uint64_t more = 1 + rng.below(50); more > 0; --more)
      prompt.push_back(static_cast<TokenId>(1 + rng.below(3)));
    requests.push_back({prompt, static_cast<int64_t>(rng.below(5)), root.derive("stream", i)});
  }
  return requests;
}

std::vector<std::vector<std::vector<TokenId>>> tokens_of(const Completions& completions) {
  std::vector<std::vector<std::vector<TokenId>>> tokens;
  for (const auto& request : completions) {
    tokens.emplace_back();
    for (const auto& completion : request) tokens.back().push_back(completion.tokens);
  }
  return tokens;
}

TEST(Scheduler, EverybodySeesTheirOwnTokensWhateverTheMemory) {
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const auto requests = some_requests(seed, 12);
    const auto plenty = tokens_of(play(requests, 40, {10000, 1000, 10000}).completions);
    Rng rng(seed);
    for (int i = 0; i < 4; ++i) {
      const SchedulerLimits tight{static_cast<int64_t>(rng.below(60)),
                                  1 + static_cast<int64_t>(rng.below(8)),
                                  1 + static_cast<int64_t>(rng.below(40))};
      EXPECT_EQ(tokens_of(play(requests, 40, tight, i % 2 == 0).completions), plenty)
          << "seed " << seed;
    }
  }
}

TEST(Scheduler, CompletionsEndWithTheEndTokenOrTheirLimit) {
  const auto requests = some_requests(7, 20);
  for (const auto& request : play(requests, 25, {10000, 1000, 512}).completions)
    for (const auto& completion : request) {
      const bool stopped = completion.tokens.back() == kEnd;
      EXPECT_EQ(completion.finish,
                stopped ? episodes::FinishReason::kStop : episodes::FinishReason::kLength);
      EXPECT_EQ(std::count(completion.tokens.begin(), completion.tokens.end(), kEnd), stopped);
      EXPECT_EQ(stopped || completion.tokens.size() == 25, true);
    }
}

TEST(Scheduler, APromptIsComputedOnceForAllItsSamples) {
  std::vector<TokenId> prompt(100, 3);
  const GenerationRequest request{prompt, 8, Rng(1)};
  const Play result = play({&request, 1}, 1, {10000, 1000, 10000});
  EXPECT_EQ(result.rows, 100);
  EXPECT_EQ(result.steps, 1);
}

TEST(Scheduler, WhatPromptsHaveInCommonIsComputedOnce) {
  std::vector<GenerationRequest> requests;
  for (TokenId i = 0; i < 5; ++i) {
    std::vector<TokenId> prompt(70, 3);
    prompt.push_back(i + 1);
    requests.push_back({prompt, 1, Rng(static_cast<uint64_t>(i))});
  }
  EXPECT_EQ(play(requests, 1, {10000, 1000, 10000}).rows, 71 + 4 * (71 - 64));
  EXPECT_EQ(play(requests, 1, {10000, 1000, 10000}, false).rows, 5 * 71);
}

TEST(Scheduler, ARequestMayAskForLessThanTheSettings) {
  std::vector<GenerationRequest> requests = some_requests(3, 6);
  for (auto& request : requests) request.max_completion_length = 2;
  for (const auto& request : play(requests, 40, {10000, 1000, 512}).completions)
    for (const auto& completion : request) EXPECT_LE(completion.tokens.size(), 2U);
}

TEST(Scheduler, LimitsHold) {
  std::vector<GenerationRequest> requests = some_requests(4, 30);
  EXPECT_LE(play(requests, 40, {10000, 3, 512}).most_drawing, 3);
}

}  // namespace
}  // namespace dragoman::generation
