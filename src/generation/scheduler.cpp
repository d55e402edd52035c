#include "generation/scheduler.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "episodes/conversation.h"

namespace dragoman::generation {
namespace {

using episodes::FinishReason;
using episodes::Reply;
using episodes::SpanKind;

}  // namespace

std::span<const StepRow> Scheduler::plan() {
  rows_.clear();
  drawing_.clear();
  for (const auto& sample : waiting_) hear(*sample);
  sort_out(waiting_);
  int64_t budget = limits_.prompt_rows;
  for (const auto& sample : running_) plan_sample(*sample, budget);
  for (Prompt& prompt : open_)
    if (budget > 0) plan_prompt(prompt, budget);
  while (budget > 0 && admit()) plan_prompt(open_.back(), budget);
  return rows_;
}

// Rows of the tokens before the last, as far as they are not yet computed and the budget goes.
void Scheduler::add_rows(std::span<const TokenId> tokens, const PageTable& pages, int64_t& computed,
                         int64_t& budget) {
  const auto length = static_cast<int32_t>(tokens.size());
  for (; budget > 0 && computed + 1 < length; ++computed, --budget)
    rows_.push_back({tokens[computed], static_cast<int32_t>(computed), length, &pages, 0, 0});
}

void Scheduler::plan_sample(Sample& sample, int64_t& budget) {
  if (sample.state == Sample::State::kRests) return;
  add_rows(sample.history, sample.pages, sample.computed, budget);
  const auto length = static_cast<int32_t>(sample.history.size());
  if (sample.computed + 1 < length) return;
  const auto draw = static_cast<int32_t>(drawing_.size());
  rows_.push_back({sample.history.back(), length - 1, length, &sample.pages, draw, draw + 1});
  drawing_.push_back(&sample);
  ++sample.computed;
}

void Scheduler::plan_prompt(Prompt& prompt, int64_t& budget) {
  const auto& tokens = prompt.order->request.prompt;
  add_rows(tokens, prompt.pages, prompt.computed, budget);
  if (budget == 0) return;
  const auto begin = static_cast<int32_t>(drawing_.size());
  begin_samples(prompt);
  const auto end = static_cast<int32_t>(drawing_.size());
  if (prompt.beginning.empty()) return;
  const auto length = static_cast<int32_t>(tokens.size());
  rows_.push_back({tokens.back(), length - 1, length, &prompt.pages, begin, end});
  --budget;
}

// Those with forced tokens begin without a draw; beams begin as one.
void Scheduler::begin_samples(Prompt& prompt) {
  Order& order = *prompt.order;
  const auto slots = limits_.samples - static_cast<int64_t>(running_.size() + waiting_.size());
  const int64_t count = std::min(order.samples() - prompt.begun, slots);
  if (order.search && count < order.samples()) return;
  for (int64_t i = 0; i < count; ++i, ++prompt.begun) {
    const bool reserved = !prompt.reserved.empty();
    if (!reserved && order.own_pages() > pool_.free_pages()) break;
    running_.push_back(reserved ? std::move(prompt.reserved.front())
                                : make_sample(prompt, prompt.begun));
    if (reserved) prompt.reserved.erase(prompt.reserved.begin());
    Sample* sample = running_.back().get();
    prompt.beginning.push_back(sample);
    if (order.search) order.beams.push_back(sample);
    const bool draws = order.search ? i == 0 : sample->completion.tokens.empty();
    if (draws) drawing_.push_back(sample);
    if (order.search && !draws) sample->state = Sample::State::kRests;
  }
}

void Scheduler::advance(const std::function<void(PageId, PageId)>& copy) {
  for (Sample* sample : drawing_)
    if (!sample->order->search) take(*sample);
  for (Prompt& prompt : open_) fork(prompt, copy);
  std::set<int64_t> searches;
  for (const Sample* sample : drawing_)
    if (sample->order->search) searches.insert(sample->order->id);
  for (const int64_t id : searches) advance_beams(orders_.at(id), copy);
  close_prompts();
  for (const auto& sample : running_)
    if (sample->state == Sample::State::kEndedTurn) hear(*sample);
  sort_out(running_);
}

// Samples that begin stand on their own behind their prompt's pages.
void Scheduler::fork(const Prompt& prompt, const std::function<void(PageId, PageId)>& copy) {
  const auto end = prompt.pages.begin() + prompt.order->shared_pages();
  for (Sample* sample : prompt.beginning) {
    if (sample->state == Sample::State::kFinished) continue;
    std::for_each(prompt.pages.begin(), end, [this](PageId page) { pool_.hold(page); });
    copy(*end, sample->pages.front());
    sample->pages.insert(sample->pages.begin(), prompt.pages.begin(), end);
  }
}

void Scheduler::close_prompts() {
  for (auto prompt = open_.begin(); prompt != open_.end();) {
    prompt->beginning.clear();
    const bool done = prompt->begun == prompt->order->samples();
    if (done) pool_.release(prompt->pages);
    prompt = done ? open_.erase(prompt) : std::next(prompt);
  }
}

void Scheduler::take(Sample& sample) const {
  episodes::Completion& completion = sample.completion;
  const TokenId token = sample.draw.token;
  if (token == kNoToken) {
    const bool whole = sample.text.complete();  // and nothing to end it with
    completion.finish = whole ? FinishReason::kStop : FinishReason::kError;
    if (!whole) completion.why = no_token_text(completion.tokens.size());
    sample.state = Sample::State::kFinished;
    return;
  }
  completion.append(SpanKind::kSampled, {&token, 1});
  completion.logprobs.push_back(sample.draw.logprob);
  completion.behaviour_logprobs.push_back(sample.draw.behaviour_logprob);
  sample.history.push_back(token);
  const auto& ends = rules_.end_tokens;
  const bool ended =
      std::find(ends.begin(), ends.end(), token) != ends.end() || sample.text.read(token);
  completion.finish = ended ? FinishReason::kStop : FinishReason::kLength;
  if (ended && sample.order->request.conversation != nullptr)
    sample.state = Sample::State::kEndedTurn;
  else if (ended || static_cast<int64_t>(completion.tokens.size()) >= sample.order->limit)
    sample.state = Sample::State::kFinished;
}

// Asks what follows the turn that the sample has ended.
void Scheduler::hear(Sample& sample) {
  episodes::Completion& completion = sample.completion;
  const Reply reply =
      sample.order->request.conversation->reply({sample.order->id, sample.index, completion});
  if (reply.kind == Reply::Kind::kLater) return;
  sample.state = Sample::State::kFinished;
  if (reply.kind == Reply::Kind::kTool) completion.finish = FinishReason::kTool;
  if (reply.kind != Reply::Kind::kTokens) return;
  for (const TokenId id : reply.tokens)
    DRAGOMAN_CHECK(id >= 0 && id < rules_.vocabulary_size, "a reply is made of the model's tokens");
  if (static_cast<int64_t>(completion.tokens.size() + reply.tokens.size()) >= sample.order->limit) {
    completion.finish = FinishReason::kLength;
    return;
  }
  completion.append(reply.writer, reply.tokens);
  sample.text = episodes::TextReader(sample.order->request.text_rules);
  sample.history.insert(sample.history.end(), reply.tokens.begin(), reply.tokens.end());
  sample.state = Sample::State::kGoesOn;
}

// Samples go where their state belongs.
void Scheduler::sort_out(Samples& samples) {
  Samples all = std::exchange(samples, {});
  for (auto& sample : all) {
    if (sample->state == Sample::State::kFinished)
      leave(*sample);
    else
      (sample->state == Sample::State::kEndedTurn ? waiting_ : running_)
          .push_back(std::move(sample));
  }
}

void Scheduler::leave(Sample& sample) {
  pool_.release(sample.pages);
  Order& order = *sample.order;
  if (!order.search) {
    if (order.request.on_sample) order.request.on_sample(sample.index, sample.completion);
    order.completions[sample.index] = std::move(sample.completion);
  }
  if (--order.unfinished > 0) return;
  if (order.request.on_end) order.request.on_end(order.completions);
  finished_.push_back({order.id, std::move(order.completions)});
  orders_.erase(order.id);
}

episodes::Conversation* Scheduler::awaited() const {
  return waiting_.empty() ? nullptr : waiting_.front()->order->request.conversation;
}

}  // namespace dragoman::generation
