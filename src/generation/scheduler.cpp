#include "generation/scheduler.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::generation {
namespace {

constexpr auto kTokens = static_cast<int64_t>(kernels::kPageTokens);

PagePool::Tokens page_tokens(const std::vector<TokenId>& tokens, int64_t page) {
  return PagePool::Tokens(tokens.data() + page * kTokens, kernels::kPageTokens);
}

}  // namespace

Scheduler::Scheduler(std::span<const episodes::GenerationRequest> requests,
                     const episodes::SamplingSettings& settings, const SequenceRules& rules,
                     const SchedulerLimits& limits)
    : requests_(requests),
      settings_(settings),
      rules_(rules),
      limits_(limits),
      pool_size_([&] {
        int64_t all = 0, largest = 0;
        for (size_t i = 0; i < requests.size(); ++i) {
          const int64_t prompt = pages_for(static_cast<int64_t>(requests[i].prompt.size()));
          all += prompt + requests[i].num_return_sequences * own_pages(i);
          largest = std::max(largest, prompt + own_pages(i));
        }
        return std::max(largest, std::min(all, limits.cache_pages));
      }()),
      pool_(pool_size_) {
  for (const auto& request : requests) {
    unfinished_.push_back(request.num_return_sequences);
    results_.emplace_back(static_cast<size_t>(request.num_return_sequences));
  }
}

int64_t Scheduler::limit_of(size_t request) const {
  const auto prompt = static_cast<int64_t>(requests_[request].prompt.size());
  return std::min(requests_[request].limit(settings_), rules_.context_length - prompt);
}

// The page with the prompt's last token is everybody's own.
int64_t Scheduler::shared_pages(size_t request) const {
  return (static_cast<int64_t>(requests_[request].prompt.size()) - 1) / kTokens;
}

int64_t Scheduler::own_pages(size_t request) const {
  const auto prompt = static_cast<int64_t>(requests_[request].prompt.size());
  return pages_for(prompt + limit_of(request)) - shared_pages(request);
}

// A sample's own pages come first, and those it shares when it begins.
std::unique_ptr<Sample> Scheduler::make_sample(const Prompt& prompt, int64_t index) {
  const auto& request = requests_[prompt.request];
  auto sample = std::make_unique<Sample>();
  sample->request = prompt.request;
  sample->index = index;
  sample->stream = request.stream.derive("sample", index);
  sample->limit = limit_of(prompt.request);
  sample->history = request.prompt;
  for (int64_t i = own_pages(prompt.request); i > 0; --i) sample->pages.push_back(pool_.take());
  return sample;
}

// Opens the next prompt, if there is memory for it and one sample.
bool Scheduler::admit() {
  for (; next_request_ < requests_.size(); ++next_request_, ++finished_requests_)
    if (unfinished_[next_request_] > 0) break;
  if (next_request_ == requests_.size()) return false;
  const size_t request = next_request_;
  Prompt prompt{request, {}, 0, 0, nullptr};
  const int64_t all = pages_for(static_cast<int64_t>(requests_[request].prompt.size()));
  const int64_t found = share_prefix(prompt);
  if (all - found + own_pages(request) > pool_.free_pages()) {
    pool_.release(prompt.pages);
    return false;
  }
  const auto& tokens = requests_[request].prompt;
  for (int64_t page = found; page < all; ++page) {
    prompt.pages.push_back(pool_.take());
    if (rules_.share_prefixes && page < shared_pages(request))
      pool_.publish(prompt.pages.back(), page == 0 ? kNoPage : prompt.pages[page - 1],
                    page_tokens(tokens, page));
  }
  prompt.first = make_sample(prompt, 0);
  open_.push_back(std::move(prompt));
  ++next_request_;
  return true;
}

// Takes the pages that an earlier prompt has in common with this one; returns how many. They may
// still be on their way: steps compute prompts in their order.
int64_t Scheduler::share_prefix(Prompt& prompt) {
  if (!rules_.share_prefixes) return 0;
  const auto& tokens = requests_[prompt.request].prompt;
  int64_t page = 0;
  for (PageId previous = kNoPage; page < shared_pages(prompt.request); ++page) {
    previous = pool_.find(previous, page_tokens(tokens, page));
    if (previous == kNoPage) break;
    pool_.hold(previous);
    prompt.pages.push_back(previous);
  }
  prompt.computed = page * kTokens;
  return page;
}

std::span<const StepRow> Scheduler::plan() {
  rows_.clear();
  drawing_.clear();
  for (const auto& sample : running_) {
    const auto draw = static_cast<int32_t>(drawing_.size());
    const auto length = static_cast<int32_t>(sample->history.size());
    rows_.push_back({sample->history.back(), length - 1, length, &sample->pages, draw, draw + 1});
    drawing_.push_back(sample.get());
  }
  begun_ = running_.size();
  int64_t budget = limits_.prompt_rows;
  for (Prompt& prompt : open_)
    if (budget > 0) plan_prompt(prompt, budget);
  while (budget > 0 && admit()) plan_prompt(open_.back(), budget);
  return rows_;
}

void Scheduler::plan_prompt(Prompt& prompt, int64_t& budget) {
  const auto& tokens = requests_[prompt.request].prompt;
  const auto length = static_cast<int32_t>(tokens.size());
  for (; budget > 0 && prompt.computed + 1 < length; ++prompt.computed, --budget)
    rows_.push_back({tokens[prompt.computed], static_cast<int32_t>(prompt.computed), length,
                     &prompt.pages, 0, 0});
  if (budget == 0) return;
  const auto begin = static_cast<int32_t>(drawing_.size());
  begin_samples(prompt);
  const auto end = static_cast<int32_t>(drawing_.size());
  if (begin == end) return;
  rows_.push_back({tokens.back(), length - 1, length, &prompt.pages, begin, end});
  --budget;
}

void Scheduler::begin_samples(Prompt& prompt) {
  const int64_t count = requests_[prompt.request].num_return_sequences;
  while (prompt.begun < count && static_cast<int64_t>(running_.size()) < limits_.samples) {
    if (!prompt.first && own_pages(prompt.request) > pool_.free_pages()) break;
    running_.push_back(prompt.first ? std::move(prompt.first) : make_sample(prompt, prompt.begun));
    drawing_.push_back(running_.back().get());
    ++prompt.begun;
  }
}

void Scheduler::advance(const std::function<void(PageId, PageId)>& copy) {
  std::vector<std::unique_ptr<Sample>> going_on;
  for (size_t i = 0; i < running_.size(); ++i) {
    Sample& sample = *running_[i];
    if (take(sample)) {
      finish(sample);
      continue;
    }
    if (i >= begun_) fork(sample, copy);
    going_on.push_back(std::move(running_[i]));
  }
  running_ = std::move(going_on);
  for (auto prompt = open_.begin(); prompt != open_.end();) {
    const bool done = prompt->begun == requests_[prompt->request].num_return_sequences;
    if (done) pool_.release(prompt->pages);
    prompt = done ? open_.erase(prompt) : std::next(prompt);
  }
}

// The sample stands on its own behind its prompt's pages.
void Scheduler::fork(Sample& sample, const std::function<void(PageId, PageId)>& copy) {
  const auto prompt = std::find_if(
      open_.begin(), open_.end(), [&](const Prompt& one) { return one.request == sample.request; });
  const int64_t shared = shared_pages(sample.request);
  const auto end = prompt->pages.begin() + shared;
  std::for_each(prompt->pages.begin(), end, [this](PageId page) { pool_.hold(page); });
  copy(*end, sample.pages.front());
  sample.pages.insert(sample.pages.begin(), prompt->pages.begin(), end);
}

bool Scheduler::take(Sample& sample) const {
  episodes::Completion& completion = sample.completion;
  const TokenId token = sample.draw.token;
  completion.tokens.push_back(token);
  completion.logprobs.push_back(sample.draw.logprob);
  completion.behaviour_logprobs.push_back(sample.draw.behaviour_logprob);
  sample.history.push_back(token);
  const auto& ends = rules_.end_tokens;
  const bool ended = std::find(ends.begin(), ends.end(), token) != ends.end();
  completion.finish = ended ? episodes::FinishReason::kStop : episodes::FinishReason::kLength;
  return ended || static_cast<int64_t>(completion.tokens.size()) >= sample.limit;
}

void Scheduler::finish(Sample& sample) {
  pool_.release(sample.pages);
  results_[sample.request][sample.index] = std::move(sample.completion);
  if (--unfinished_[sample.request] == 0) ++finished_requests_;
}

}  // namespace dragoman::generation
