// Several turns in one sequence: who answers when a sample has said what it wanted to say. Answers
// are tokens behind tokens that stay as they are; no finished turn is ever rendered or computed
// again.
#pragma once

#include <cstdint>
#include <vector>

#include "episodes/generator.h"

namespace dragoman::episodes {

// A turn that a sample has just ended, with an end token or a stop string.
struct Turn {
  int64_t request = 0;  // its place in the list, or its id in the session
  int64_t sample = 0;
  const Completion& completion;  // all turns so far
};

struct Reply {
  enum class Kind {
    kEnd,    // there is no other turn
    kTool,   // the turn asks for a tool that nobody here runs: it ends with FinishReason::kTool
    kLater,  // not known yet; asked again, while other samples go on
    kTokens  // these follow, and the sample goes on behind them
  };

  Kind kind = Kind::kEnd;
  std::vector<TokenId> tokens = {};
  SpanKind writer = SpanKind::kTool;  // or kForced
};

class Conversation {
 public:
  virtual ~Conversation() = default;

  // Called where the generator was called, between two steps: what takes long is kLater. Tokens
  // that leave no room for another one under the sample's limit are not appended; it ends with
  // kLength.
  virtual Reply reply(const Turn& turn) = 0;

  // Every sample waits for a reply: returns once one may be there. By default it sleeps a moment.
  virtual void wait();
};

}  // namespace dragoman::episodes
