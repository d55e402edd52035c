#include "generation/session.h"

#include <cmath>

#include "base/error.h"
#include "episodes/conversation.h"
#include "generation/sampler.h"

namespace dragoman::generation {
namespace {

void check_finite(float logprob) {
  if (!std::isfinite(logprob))
    throw_failure("the model's output is not finite; are its weights sound?");
}

// Beams draw nothing, so the filters of a draw don't matter; what rules tokens out would.
void check_beams(const episodes::GenerationRequest& request,
                 const episodes::SamplingSettings& settings, const std::string& where) {
  if (request.conversation != nullptr || !request.forced.empty())
    throw_input("{}: beams are of one turn, with nothing forced", where);
  if (request.num_return_sequences > request.beams.num_beams)
    throw_input("{}: {} completions of {} beams", where, request.num_return_sequences,
                request.beams.num_beams);
  const episodes::SamplingSettings plain{.temperature = settings.temperature,
                                         .top_p = settings.top_p,
                                         .top_k = settings.top_k,
                                         .min_p = settings.min_p,
                                         .max_completion_length = settings.max_completion_length};
  if (settings != plain)
    throw_input(
        "{}: a beam search takes no penalty, bias, forbidden token, stop text or structure; "
        "leave them out, or --beam",
        where);
}

void check_request(const episodes::GenerationRequest& request,
                   const episodes::SamplingSettings& settings, const SequenceRules& rules,
                   const std::string& where) {
  check_ids(request.prompt, rules, where);
  DRAGOMAN_CHECK(request.text_rules || !settings.about_text(),
                 "settings about the text come with their rules");
  const int64_t room = rules.context_length - static_cast<int64_t>(request.prompt.size());
  if (room == 0)
    throw_input("{}: fills the model's context of {}, nothing can follow", where,
                rules.context_length);
  if (request.beams.on()) check_beams(request, settings, where);
  const int64_t limit = std::min(room, request.limit(settings));
  for (const std::vector<TokenId>& forced : request.forced) {
    if (forced.empty()) continue;
    check_ids(forced, rules, where + ", forced tokens");
    if (static_cast<int64_t>(forced.size()) >= limit)
      throw_input("{}: {} forced tokens leave nothing to be drawn of a completion of {}", where,
                  forced.size(), limit);
  }
}

}  // namespace

void check_ids(std::span<const TokenId> ids, const SequenceRules& rules, const std::string& where) {
  if (ids.empty()) throw_input("{}: has no tokens", where);
  const int64_t length = static_cast<int64_t>(ids.size());
  if (length > rules.context_length)
    throw_input("{}: {} tokens are more than the model's context of {}", where, length,
                rules.context_length);
  for (const TokenId id : ids)
    if (id < 0 || id >= rules.vocabulary_size)
      throw_input("{}: token id {} is outside the vocabulary of {}", where, id,
                  rules.vocabulary_size);
}

EngineSession::EngineSession(Decoder& decoder, const SequenceRules& rules,
                             const SchedulerLimits& limits, bool& in_use)
    : decoder_(decoder), rules_(rules), scheduler_(rules, limits), in_use_(in_use) {
  DRAGOMAN_CHECK(!in_use, "a generator plays for one at a time");
  in_use_ = true;
}

int64_t EngineSession::add(episodes::GenerationRequest request,
                           const episodes::SamplingSettings& settings) {
  check_request(request, settings, rules_, fmt::format("prompt {}", ++added_));
  return scheduler_.add(std::move(request), settings);
}

bool EngineSession::step() {
  const std::span<const StepRow> rows = scheduler_.plan();
  if (rows.empty()) {
    episodes::Conversation* const awaited = scheduler_.awaited();
    if (awaited != nullptr) awaited->wait();
    return awaited != nullptr;
  }
  const auto drawing = scheduler_.drawing();
  decoder_.step(rows, [&](const StepRow& row, std::span<const float> logits) {
    for (int32_t i = row.draw_begin; i < row.draw_end; ++i) {
      Sample& sample = *drawing[i];
      if (sample.order->search)
        sample.candidates = likeliest_continuations(logits, sample.order->search->candidates());
      else
        sample.draw = sample.order->sampler->draw(logits, sample.context(), sample.stream);
    }
  });
  for (const Sample* sample : drawing)
    check_finite(sample->order->search ? sample->candidates.front().logprob : sample->draw.logprob);
  scheduler_.advance([this](PageId from, PageId to) { decoder_.copy_page(from, to); });
  return true;
}

}  // namespace dragoman::generation
