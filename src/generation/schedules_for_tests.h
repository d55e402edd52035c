// A scheduler with a cache that remembers tokens instead of keys and values: every draw must see
// its own prompt and completion there, whatever the memory and whoever shares it.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <vector>

#include "generation/scheduler.h"

namespace dragoman::generation {

using episodes::GenerationRequest;
using episodes::SamplingSettings;
using Completions = std::vector<std::vector<episodes::Completion>>;

inline constexpr TokenId kEnd = 0;
inline constexpr int64_t kVocabulary = 30;

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
  static constexpr auto kPageSize = static_cast<int32_t>(kernels::kPageTokens);

  TokenId& at(const PageTable& table, int32_t position) {
    return pages_[table[position / kPageSize]][position % kPageSize];
  }

  std::vector<std::array<TokenId, kernels::kPageTokens>> pages_;
};

// A scheduler whose samples draw from their streams alone.
class Game {
 public:
  explicit Game(const SchedulerLimits& limits, bool share_prefixes = true)
      : scheduler({4096, kVocabulary, {kEnd}, share_prefixes}, limits),
        cache_(limits.cache_pages) {}

  // False: there is nothing to compute.
  bool step() {
    const auto planned = scheduler.plan();
    if (planned.empty()) return false;
    ++steps;
    rows += static_cast<int64_t>(planned.size());
    most_drawing = std::max(most_drawing, static_cast<int64_t>(scheduler.drawing().size()));
    for (const StepRow& row : planned) {
      cache_.write(row);
      for (int32_t i = row.draw_begin; i < row.draw_end; ++i) {
        Sample& sample = *scheduler.drawing()[i];
        EXPECT_EQ(cache_.seen(row), sample.history);
        sample.draw.token = static_cast<TokenId>(sample.stream.below(kVocabulary));
      }
    }
    scheduler.advance([&](PageId from, PageId to) { cache_.copy(from, to); });
    for (episodes::Finished& one : scheduler.take_finished())
      finished.emplace(one.request, std::move(one.completions));
    return true;
  }

  void play_to_the_end() {
    while (step() || scheduler.awaited() != nullptr) {
    }
    const episodes::SessionLoad load = scheduler.load();
    EXPECT_EQ(load.free_cache_tokens, load.cache_tokens);
    EXPECT_EQ(load.queued + load.samples, 0);
  }

  Scheduler scheduler;
  std::map<int64_t, std::vector<episodes::Completion>> finished;
  int64_t rows = 0, steps = 0, most_drawing = 0;

 private:
  TokenCache cache_;
};

// Statistics of a play, and its completions.
struct Play {
  Completions completions;
  int64_t rows = 0, steps = 0, most_drawing = 0;
};

inline Play play(std::span<const GenerationRequest> requests, int64_t length,
                 SchedulerLimits limits, bool share_prefixes = true) {
  const SamplingSettings settings{.max_completion_length = length};
  limits.cache_pages = Scheduler::pages_for_all(requests, settings, {4096, kVocabulary, {}, true},
                                                limits.cache_pages);
  Game game(limits, share_prefixes);
  for (const GenerationRequest& request : requests) game.scheduler.add(request, settings);
  game.play_to_the_end();
  for (episodes::Finished& one : game.scheduler.take_finished())
    game.finished.emplace(one.request, std::move(one.completions));
  Play result{{}, game.rows, game.steps, game.most_drawing};
  for (auto& [id, completions] : game.finished)
    result.completions.push_back(std::move(completions));
  EXPECT_EQ(result.completions.size(), requests.size());
  return result;
}

// Prompts of all lengths, some of which begin alike.
inline std::vector<GenerationRequest> mixed_requests(uint64_t seed, int64_t count) {
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

}  // namespace dragoman::generation
