// Which tokens are computed next: continuous batching over a paged cache. A prompt is computed once
// for all its samples, and so is what prompts have in common at their beginning, in whole pages;
// samples wait where pages are short, and leave as soon as they end. No tensors.
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>

#include "episodes/session.h"
#include "generation/beam_search.h"
#include "generation/sampler.h"
#include "generation/step_row.h"

namespace dragoman::generation {

struct Sample;

// A request and what has become of it.
struct Order {
  int64_t id = 0;
  episodes::GenerationRequest request;
  std::shared_ptr<const Sampler> sampler;
  int64_t limit = 0;       // new tokens of a sample
  int64_t unfinished = 0;  // samples
  std::vector<episodes::Completion> completions = {};
  std::unique_ptr<BeamSearch> search = {};  // null: samples are drawn, each for itself
  std::vector<Sample*> beams = {};          // those that go on, best first, then those that rest

  // Samples that are played: beams, or the completions that are wanted.
  int64_t samples() const;
  // Of these, how many have pages before anything begins: beams can't wait for each other.
  int64_t reserved_samples() const { return search ? samples() : 1; }
  int64_t prompt_tokens() const { return static_cast<int64_t>(request.prompt.size()); }
  // The page with the prompt's last token is everybody's own.
  int64_t shared_pages() const;
  int64_t own_pages() const;     // of a sample, besides those it shares
  int64_t prompt_pages() const;  // of the prompt, while it is computed
};

// One completion on its way.
struct Sample {
  enum class State { kGoesOn, kRests, kEndedTurn, kFinished };

  Order* order = nullptr;
  int64_t index = 0;  // among those of its request
  Rng stream{0};
  std::vector<TokenId> history;  // the prompt and what came after it
  int64_t computed = 0;          // of these: their keys and values are cached
  episodes::TextReader text;     // of the present turn
  episodes::Completion completion;
  PageTable pages;
  Draw draw;                             // of the last step,
  std::vector<Continuation> candidates;  // or what a beam may go on with
  State state = State::kGoesOn;

  RowContext context() const {
    return {history, static_cast<size_t>(order->prompt_tokens()), text.mask()};
  }
};

struct SchedulerLimits {
  int64_t cache_pages = 0;
  int64_t samples = 1024;     // begun and not ended
  int64_t prompt_rows = 512;  // tokens of prompts and replies a step, so that nobody waits long
};

// What a scheduler must know of the model.
struct SequenceRules {
  int64_t context_length = 0;
  int64_t vocabulary_size = 0;
  std::vector<TokenId> end_tokens;
  bool share_prefixes = true;  // off where a key depends on the length of its sequence
};

// Not thread-safe; but `draw` and `candidates` of drawing()[i] may be written by any thread between
// plan and advance, where nothing else may be called.
class Scheduler {
 public:
  Scheduler(SequenceRules rules, const SchedulerLimits& limits);

  // What is needed to play these at once, but no more than the limit, if one sample fits it.
  static int64_t pages_for_all(std::span<const episodes::GenerationRequest> requests,
                               const episodes::SamplingSettings& settings,
                               const SequenceRules& rules, int64_t limit);

  // As in episodes::Session.
  int64_t add(episodes::GenerationRequest request, const episodes::SamplingSettings& settings);
  void cancel(int64_t id);
  std::vector<episodes::Finished> take_finished() { return std::exchange(finished_, {}); }
  episodes::SessionLoad load() const;

  // The next step, in an order in which a row looks at earlier rows or at itself only. Empty: all
  // wait for a reply, or nothing is left.
  std::span<const StepRow> plan();
  std::span<Sample* const> drawing() const { return drawing_; }

  // Takes the tokens drawn. `copy(from, to)` copies a page's content.
  void advance(const std::function<void(PageId from, PageId to)>& copy);

  // The conversation of a sample that waits for a reply; null: none waits.
  episodes::Conversation* awaited() const;

 private:
  // A prompt whose samples have not all begun.
  struct Prompt {
    Order* order = nullptr;
    PageTable pages;
    int64_t computed = 0;  // tokens whose keys and values are cached; the last is computed anew for
                           // every bunch of samples that begins
    int64_t begun = 0;     // samples
    std::vector<std::unique_ptr<Sample>> reserved;  // have their pages from the start, so that
                                                    // there is progress
    std::vector<Sample*> beginning;                 // in this step
  };
  using Samples = std::vector<std::unique_ptr<Sample>>;

  std::unique_ptr<Sample> make_sample(const Prompt& prompt, int64_t index);
  bool admit();
  int64_t share_prefix(Prompt& prompt);
  void add_rows(std::span<const TokenId> tokens, const PageTable& pages, int64_t& computed,
                int64_t& budget);
  void plan_sample(Sample& sample, int64_t& budget);
  void plan_prompt(Prompt& prompt, int64_t& budget);
  void begin_samples(Prompt& prompt);
  void fork(const Prompt& prompt, const std::function<void(PageId, PageId)>& copy);
  void take(Sample& sample) const;
  void advance_beams(Order& order, const std::function<void(PageId, PageId)>& copy);
  void go_on_as(Sample& beam, const Sample& parent,
                const std::function<void(PageId, PageId)>& copy);
  void hear(Sample& sample);
  void leave(Sample& sample);
  void sort_out(Samples& samples);
  void close_prompts();

  SequenceRules rules_;
  SchedulerLimits limits_;
  PagePool pool_;
  std::shared_ptr<const Sampler> sampler_;  // of the last request; most have the same settings
  int64_t next_id_ = 0;
  std::map<int64_t, Order> orders_;
  std::deque<Order*> queue_;  // not begun
  std::list<Prompt> open_;    // in the order of their requests
  Samples running_;
  Samples waiting_;  // for a reply
  std::vector<StepRow> rows_;
  std::vector<Sample*> drawing_;
  std::vector<episodes::Finished> finished_;
};

}  // namespace dragoman::generation
