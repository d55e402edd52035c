#include "episodes/generator.h"

#include <chrono>
#include <thread>

#include "episodes/conversation.h"
#include "episodes/session.h"

namespace dragoman::episodes {

void Completion::append(SpanKind kind, std::span<const TokenId> written) {
  if (written.empty()) return;
  const auto begin = static_cast<int64_t>(tokens.size());
  tokens.insert(tokens.end(), written.begin(), written.end());
  if (spans.empty() || spans.back().kind != kind) spans.push_back({kind, begin, begin});
  spans.back().end = static_cast<int64_t>(tokens.size());
}

std::unique_ptr<Session> Generator::open(int64_t) { return nullptr; }

void Conversation::wait() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

}  // namespace dragoman::episodes
