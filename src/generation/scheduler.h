// Which tokens are computed next: continuous batching over a paged cache. A prompt is computed once
// for all its samples, and so is what prompts have in common at their beginning, in whole pages;
// samples wait where pages are short, and leave as soon as they end. No tensors.
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>

#include "episodes/generator.h"
#include "generation/sampler.h"
#include "generation/step_row.h"

namespace dragoman::generation {

// One completion on its way.
struct Sample {
  size_t request = 0;
  int64_t index = 0;  // among those of its request
  Rng stream{0};
  int64_t limit = 0;             // new tokens at most
  std::vector<TokenId> history;  // the prompt and what came after it
  episodes::Completion completion;
  PageTable pages;
  Draw draw;  // of the last step
};

struct SchedulerLimits {
  int64_t cache_pages = 0;    // at most, but always enough for one sample
  int64_t samples = 1024;     // decoding together
  int64_t prompt_rows = 512;  // prompt tokens a step, so that those who decode need not wait long
};

// What a scheduler must know of the model.
struct SequenceRules {
  int64_t context_length = 0;
  std::vector<TokenId> end_tokens;
  bool share_prefixes = true;  // off where a key depends on the length of its sequence
};

// Not thread-safe; but `drawing()[i]->draw` may be written by any thread between plan and advance.
class Scheduler {
 public:
  Scheduler(std::span<const episodes::GenerationRequest> requests,
            const episodes::SamplingSettings& settings, const SequenceRules& rules,
            const SchedulerLimits& limits);

  // Pages of the cache that the plan needs.
  int64_t cache_pages() const { return pool_size_; }

  // The next step, in an order in which a row looks at earlier rows or at itself only; empty when
  // all is done.
  std::span<const StepRow> plan();
  std::span<Sample* const> drawing() const { return drawing_; }

  // Takes the tokens drawn. `copy(from, to)` copies a page's content.
  void advance(const std::function<void(PageId from, PageId to)>& copy);

  int64_t finished_requests() const { return finished_requests_; }
  std::vector<std::vector<episodes::Completion>> take_results() { return std::move(results_); }

 private:
  // A prompt whose samples have not all begun.
  struct Prompt {
    size_t request = 0;
    PageTable pages;
    int64_t computed = 0;  // tokens whose keys and values are cached; the last is computed anew for
                           // every bunch of samples that begins
    int64_t begun = 0;     // samples
    std::unique_ptr<Sample> first;  // has its pages from the start, so that there is progress
  };

  int64_t limit_of(size_t request) const;
  int64_t own_pages(size_t request) const;  // of a sample, besides those it shares
  int64_t shared_pages(size_t request) const;
  std::unique_ptr<Sample> make_sample(const Prompt& prompt, int64_t index);
  bool admit();
  int64_t share_prefix(Prompt& prompt);
  void plan_prompt(Prompt& prompt, int64_t& budget);
  void begin_samples(Prompt& prompt);
  void fork(Sample& sample, const std::function<void(PageId, PageId)>& copy);
  bool take(Sample& sample) const;  // whether it has ended
  void finish(Sample& sample);

  std::span<const episodes::GenerationRequest> requests_;
  const episodes::SamplingSettings& settings_;
  SequenceRules rules_;
  SchedulerLimits limits_;
  int64_t pool_size_;
  PagePool pool_;
  size_t next_request_ = 0;
  std::list<Prompt> open_;  // in the order of their requests
  std::vector<std::unique_ptr<Sample>> running_;
  size_t begun_ = 0;  // the last of running_, begun by this step
  std::vector<StepRow> rows_;
  std::vector<Sample*> drawing_;
  std::vector<int64_t> unfinished_;  // samples, by request
  int64_t finished_requests_ = 0;
  std::vector<std::vector<episodes::Completion>> results_;
};

}  // namespace dragoman::generation
