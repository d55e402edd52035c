// Which of a prompt's episodes are made to call a tool, and which are kept from it: what a policy
// would do without its habit has to be seen now and then.
#pragma once

#include <memory>
#include <vector>

#include "base/random.h"
#include "episodes/generator.h"
#include "episodes/text_rules.h"
#include "tools/tool_use.h"

namespace dragoman::rollouts {

// The shares of `[tool_use]`, and rules that forbid a call (besides what the sampling's own say).
struct Branches {
  double forced_tool_share = 0.0;
  double forced_no_tool_share = 0.0;
  std::shared_ptr<const episodes::TextRules> no_tool_rules = {};  // null where that share is 0

  static Branches make(const tools::ToolUse& tools, const episodes::SamplingSettings& sampling,
                       int64_t vocabulary_size);

  // Of so many episodes: the first must call, the last can't. A share of a fraction of an episode
  // is drawn.
  struct Split {
    int64_t tool = 0;
    int64_t no_tool = 0;
  };
  Split split(int64_t episodes, Rng rng) const;
};

// What the sampling's own rules say, and that no call can be written.
std::shared_ptr<const episodes::TextRules> no_tool_rules(const tools::ToolUse& tools,
                                                         const episodes::SamplingSettings& sampling,
                                                         int64_t vocabulary_size);

// Of a completion that may not call: tokens that the ban made more than twice as likely as the
// policy holds them were not its own choice. They become SpanKind::kForced, on which nobody is
// trained: a token that the policy would never write would outweigh all that it does.
episodes::Completion with_decisions_forced(const episodes::Completion& completion);

}  // namespace dragoman::rollouts
