// How requests and their samples come, and how those leave that are no longer wanted.
#include <algorithm>

#include "base/error.h"
#include "generation/scheduler.h"

namespace dragoman::generation {
namespace {

PagePool::Tokens page_tokens(const std::vector<TokenId>& tokens, int64_t page) {
  return PagePool::Tokens(tokens.data() + page * kTokensAPage, kernels::kPageTokens);
}

Order make_order(episodes::GenerationRequest request, const episodes::SamplingSettings& settings,
                 const SequenceRules& rules) {
  Order order;
  order.request = std::move(request);
  order.limit =
      std::min(order.request.limit(settings), rules.context_length - order.prompt_tokens());
  const episodes::BeamSettings& beams = order.request.beams;
  if (beams.on() && order.request.num_return_sequences > 0)
    order.search = std::make_unique<BeamSearch>(beams, rules.end_tokens, order.limit);
  order.unfinished = order.samples();
  order.completions.resize(static_cast<size_t>(order.request.num_return_sequences));
  return order;
}

}  // namespace

int64_t Order::samples() const {
  return search ? request.beams.num_beams : request.num_return_sequences;
}

int64_t Order::shared_pages() const { return (prompt_tokens() - 1) / kTokensAPage; }

int64_t Order::own_pages() const { return pages_for(prompt_tokens() + limit) - shared_pages(); }

int64_t Order::prompt_pages() const { return pages_for(prompt_tokens()); }

Scheduler::Scheduler(SequenceRules rules, const SchedulerLimits& limits)
    : rules_(std::move(rules)), limits_(limits), pool_(limits.cache_pages) {}

int64_t Scheduler::pages_for_all(std::span<const episodes::GenerationRequest> requests,
                                 const episodes::SamplingSettings& settings,
                                 const SequenceRules& rules, int64_t limit) {
  int64_t all = 0, largest = 0;
  for (const auto& request : requests) {
    const Order order = make_order(request, settings, rules);
    all += order.prompt_pages() + order.samples() * order.own_pages();
    largest =
        std::max(largest, order.prompt_pages() + order.reserved_samples() * order.own_pages());
  }
  return std::max(largest, std::min(all, limit));
}

int64_t Scheduler::add(episodes::GenerationRequest request,
                       const episodes::SamplingSettings& settings) {
  Order order = make_order(std::move(request), settings, rules_);
  order.id = next_id_;
  if (!sampler_ || sampler_->settings() != settings)
    sampler_ = std::make_shared<const Sampler>(
        settings, Vocabulary{rules_.vocabulary_size, rules_.end_tokens});
  order.sampler = sampler_;
  const int64_t reserved = order.reserved_samples();
  if (order.prompt_pages() + reserved * order.own_pages() > limits_.cache_pages)
    throw_input("prompt {}: its {} tokens with {} to come{} do not fit the cache of {} tokens",
                order.id + 1, order.prompt_tokens(), order.limit,
                reserved > 1 ? fmt::format(" of {} beams", reserved) : "",
                limits_.cache_pages * kTokensAPage);
  if (reserved > limits_.samples)
    throw_input(
        "{} beams are more than the {} samples that go on together with this vocabulary; "
        "ask for fewer",
        reserved, limits_.samples);
  if (order.unfinished == 0)
    finished_.push_back({order.id, {}});
  else
    queue_.push_back(&orders_.emplace(order.id, std::move(order)).first->second);
  return next_id_++;
}

// A sample's own pages come first, and those it shares when it begins.
std::unique_ptr<Sample> Scheduler::make_sample(const Prompt& prompt, int64_t index) {
  Order& order = *prompt.order;
  auto sample = std::make_unique<Sample>();
  sample->order = &order;
  sample->index = index;
  sample->stream = order.request.stream.derive("sample", index);
  sample->history = order.request.prompt;
  sample->text = episodes::TextReader(order.request.text_rules);
  sample->computed = order.prompt_tokens();
  for (int64_t i = order.own_pages(); i > 0; --i) sample->pages.push_back(pool_.take());
  if (index >= static_cast<int64_t>(order.request.forced.size())) return sample;
  const std::vector<TokenId>& forced = order.request.forced[index];
  if (forced.empty()) return sample;
  sample->completion.append(episodes::SpanKind::kForced, forced);
  sample->history.insert(sample->history.end(), forced.begin(), forced.end());
  for (const TokenId token : forced) sample->text.read(token);
  return sample;
}

// Opens the next prompt, if there is memory for it and one sample.
bool Scheduler::admit() {
  if (queue_.empty()) return false;
  Order& order = *queue_.front();
  Prompt prompt;
  prompt.order = &order;
  const int64_t found = share_prefix(prompt);
  const int64_t reserved = order.reserved_samples();
  if (order.prompt_pages() - found + reserved * order.own_pages() > pool_.free_pages()) {
    pool_.release(prompt.pages);
    return false;
  }
  for (int64_t page = found; page < order.prompt_pages(); ++page) {
    prompt.pages.push_back(pool_.take());
    if (rules_.share_prefixes && page < order.shared_pages())
      pool_.publish(prompt.pages.back(), page == 0 ? kNoPage : prompt.pages[page - 1],
                    page_tokens(order.request.prompt, page));
  }
  for (int64_t i = 0; i < reserved; ++i) prompt.reserved.push_back(make_sample(prompt, i));
  open_.push_back(std::move(prompt));
  queue_.pop_front();
  return true;
}

// Takes the pages that an earlier prompt has in common with this one; returns how many. They are
// computed, or will be by rows of this step that stand before: nobody is admitted while a prompt
// waits.
int64_t Scheduler::share_prefix(Prompt& prompt) {
  if (!rules_.share_prefixes) return 0;
  int64_t page = 0;
  for (PageId previous = kNoPage; page < prompt.order->shared_pages(); ++page) {
    previous = pool_.find(previous, page_tokens(prompt.order->request.prompt, page));
    if (previous == kNoPage) break;
    pool_.hold(previous);
    prompt.pages.push_back(previous);
  }
  prompt.computed = page * kTokensAPage;
  return page;
}

void Scheduler::cancel(int64_t id) {
  std::erase_if(finished_, [id](const episodes::Finished& one) { return one.request == id; });
  const auto order = orders_.find(id);
  if (order == orders_.end()) return;
  std::erase(queue_, &order->second);
  for (Samples* samples : {&running_, &waiting_}) {
    std::erase_if(*samples, [&](const std::unique_ptr<Sample>& sample) {
      const bool goes = sample->order == &order->second;
      if (goes) pool_.release(sample->pages);
      return goes;
    });
  }
  const auto prompt = std::find_if(open_.begin(), open_.end(),
                                   [&](const Prompt& one) { return one.order == &order->second; });
  if (prompt != open_.end()) {
    for (const auto& sample : prompt->reserved) pool_.release(sample->pages);
    pool_.release(prompt->pages);
    open_.erase(prompt);
  }
  orders_.erase(order);
}

episodes::SessionLoad Scheduler::load() const {
  return {static_cast<int64_t>(queue_.size() + open_.size()),
          static_cast<int64_t>(running_.size() + waiting_.size()),
          limits_.cache_pages * kTokensAPage, pool_.free_pages() * kTokensAPage};
}

}  // namespace dragoman::generation
