#include "training/call_pricing.h"

#include <algorithm>

namespace dragoman::training {
namespace {

using algorithms::Attempt;
using algorithms::Attempts;
using episodes::Episode;
using episodes::EpisodeGroup;
using episodes::SpanKind;

constexpr const char* kNative = "native";
constexpr const char* kCalled = "called";

using Members = std::vector<Episode*>;

Members usable(EpisodeGroup& group) {
  Members members;
  for (Episode& episode : group)
    if (episode.usable()) members.push_back(&episode);
  return members;
}

// The logprob of the first `opening` that was sampled whole; not a number where there is none.
double logprob_of_call(const Episode& episode, const std::vector<TokenId>& opening) {
  size_t logprob = 0;  // of the first sampled token of the span
  for (const episodes::Span& span : episode.spans) {
    if (span.kind != SpanKind::kSampled) continue;
    const auto begin = episode.tokens.begin() + span.begin, end = episode.tokens.begin() + span.end;
    const auto found = std::search(begin, end, opening.begin(), opening.end());
    if (!opening.empty() && found != end) {
      const auto first = episode.behaviour_logprobs.begin() + static_cast<std::ptrdiff_t>(logprob) +
                         (found - begin);
      double sum = 0.0;
      std::for_each_n(first, opening.size(), [&](float one) { sum += one; });
      return sum;
    }
    logprob += static_cast<size_t>(span.size());
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

CallPricing::CallPricing(const CallPriceSection& section, std::vector<TokenId> opening)
    : price_(section.price.make()), table_(section.decay), opening_(std::move(opening)) {}

Attempts CallPricing::attempts_of(std::span<Episode* const> members) const {
  Attempts attempts;
  for (const Episode* episode : members) {
    const auto unpriced = episode->rewards.find(kUnpriced);
    Attempt& attempt = attempts.emplace_back();
    attempt.correct = unpriced == episode->rewards.end() ? episode->reward : unpriced->second;
    attempt.calls = std::ssize(episode->calls);
    for (const episodes::ToolCall& call : episode->calls) attempt.cost += call.cost;
    if (attempt.calls > 0) attempt.call_logprob = logprob_of_call(*episode, opening_);
  }
  return attempts;
}

algorithms::Belief CallPricing::belief_of(const Episode& episode) const {
  const std::string& language = episode.labels.direction;
  return {table_.rate(language, kNative), table_.rate(language, kCalled)};
}

void CallPricing::charge(std::span<EpisodeGroup> groups) const {
  for (EpisodeGroup& group : groups) {
    const Members members = usable(group);
    if (members.empty()) continue;
    const std::vector<double> rewards =
        price_->rewards(attempts_of(members), belief_of(*members.front()));
    for (size_t i = 0; i < members.size(); ++i) {
      members[i]->rewards[kUnpriced] = members[i]->reward;
      members[i]->reward = rewards[i];
    }
  }
}

void CallPricing::settle(std::span<EpisodeGroup> groups) {
  std::map<std::string, std::map<std::string, std::vector<double>>> seen;
  for (EpisodeGroup& group : groups) {
    Members members = usable(group);
    std::erase_if(members, [](const Episode* episode) { return episode->advantages.empty(); });
    if (members.empty()) continue;
    const Attempts attempts = attempts_of(members);
    std::vector<double> advantages;
    for (const Episode* episode : members) advantages.push_back(episode->advantages.front());
    const std::vector<double> shaping =
        price_->shaping(attempts, belief_of(*members.front()), advantages);
    for (size_t i = 0; i < shaping.size(); ++i)
      for (float& advantage : members[i]->advantages) advantage += static_cast<float>(shaping[i]);
    auto& modes = seen[members.front()->labels.direction];
    for (const Attempt& attempt : attempts)
      modes[attempt.calls > 0 ? kCalled : kNative].push_back(attempt.correct);
  }
  for (const auto& [language, modes] : seen)
    for (const auto& [mode, successes] : modes) table_.observe(language, mode, successes);
}

std::map<std::string, double> CallPricing::report() const {
  std::map<std::string, double> report;
  for (const auto& [name, rate] : table_.rates()) report["tool_price/success/" + name] = rate;
  return report;
}

}  // namespace dragoman::training
