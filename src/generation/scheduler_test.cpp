// The scheduler's laws, over a cache of tokens.
#include "generation/scheduler.h"

#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "generation/schedules_for_tests.h"

namespace dragoman::generation {
namespace {

TEST(Scheduler, EverybodySeesTheirOwnTokensWhateverTheMemory) {
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const auto requests = mixed_requests(seed, 12);
    const auto plenty = play(requests, 40, {10000, 1000, 10000}).completions;
    Rng rng(seed);
    for (int i = 0; i < 4; ++i) {
      const SchedulerLimits tight{static_cast<int64_t>(rng.below(60)),
                                  1 + static_cast<int64_t>(rng.below(8)),
                                  1 + static_cast<int64_t>(rng.below(40))};
      EXPECT_EQ(play(requests, 40, tight, i % 2 == 0).completions, plenty) << "seed " << seed;
    }
  }
}

TEST(Scheduler, CompletionsEndWithTheEndTokenOrTheirLimit) {
  const auto requests = mixed_requests(7, 20);
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
  std::vector<GenerationRequest> requests = mixed_requests(3, 6);
  for (auto& request : requests) request.max_completion_length = 2;
  for (const auto& request : play(requests, 40, {10000, 1000, 512}).completions)
    for (const auto& completion : request) EXPECT_LE(completion.tokens.size(), 2U);
}

TEST(Scheduler, LimitsHold) {
  std::vector<GenerationRequest> requests = mixed_requests(4, 30);
  EXPECT_LE(play(requests, 40, {10000, 3, 512}).most_drawing, 3);
}

TEST(Scheduler, ARequestThatDoesNotFitTheCacheIsRefused) {
  Game game({4, 10, 100});
  const SamplingSettings settings{.max_completion_length = 40};
  EXPECT_THROW(game.scheduler.add({std::vector<TokenId>(30, 3)}, settings), Error);
  EXPECT_EQ(game.scheduler.add({std::vector<TokenId>(3, 3)}, settings), 0);
  game.play_to_the_end();
  EXPECT_EQ(game.finished.size(), 1U);
}

TEST(Scheduler, RequestsComeAndGoWithoutAnyoneNoticing) {
  const SamplingSettings settings{.max_completion_length = 40};
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const auto requests = mixed_requests(seed, 30);
    const auto expected = play(requests, 40, {10000, 1000, 10000}).completions;
    Rng rng = Rng(seed).derive("arrivals");
    Game game({24, 8, 1 + static_cast<int64_t>(rng.below(30))});
    std::set<int64_t> cancelled;
    for (size_t added = 0; added < requests.size();) {
      if (rng.uniform() < 0.4) game.scheduler.add(requests[added++], settings);
      if (rng.uniform() < 0.15 && added > 0) {
        const auto id = static_cast<int64_t>(rng.below(added));
        if (game.finished.count(id) == 0) cancelled.insert(id);
        game.scheduler.cancel(id);
      }
      game.step();
    }
    game.play_to_the_end();
    for (size_t i = 0; i < requests.size(); ++i) {
      const auto id = static_cast<int64_t>(i);
      ASSERT_EQ(game.finished.count(id), cancelled.count(id) == 0) << "seed " << seed;
      if (cancelled.count(id) == 0) {
        EXPECT_EQ(game.finished[id], expected[i]) << "seed " << seed;
      }
    }
  }
}

TEST(Scheduler, WhoSharesACancelledPromptStillSeesIt) {
  const SamplingSettings settings{.max_completion_length = 5};
  for (int steps = 0; steps < 9; ++steps) {
    Game game({100, 10, 20});
    std::vector<TokenId> prompt;
    for (TokenId t = 0; t < 100; ++t) prompt.push_back(1 + t % 29);
    const int64_t first = game.scheduler.add({prompt}, settings);
    prompt.push_back(7);
    for (int i = 0; i < 2; ++i) game.scheduler.add({prompt, 1, Rng(3)}, settings);
    for (int i = 0; i < steps; ++i) game.step();
    for (int i = 0; i < 2; ++i) game.scheduler.cancel(first);
    game.play_to_the_end();
    EXPECT_EQ(game.finished.count(first + 1) + game.finished.count(first + 2), 2U);
  }
}

}  // namespace
}  // namespace dragoman::generation
