#include "rollouts/branches.h"

#include <algorithm>
#include <cmath>

namespace dragoman::rollouts {
namespace {

constexpr size_t kFewestCharacters = 2;  // a lone '<' is in other texts, too

// The first tokens of the policy's own calls. Where a ban began later, a policy that wants to call
// would be led into half a call, and could say nothing sensible behind it.
std::string beginning_of_calls(const tools::ToolUse& tools) {
  std::string text;
  std::vector<TokenId> tokens;
  for (const TokenId token : tools.forced_call()) {
    tokens.push_back(token);
    text = tools.tokenizer().decode(tokens, /*skip_special_tokens=*/false);
    if (text.size() >= kFewestCharacters) break;
  }
  return text;
}

}  // namespace

Branches Branches::make(const tools::ToolUse& tools, const episodes::SamplingSettings& sampling,
                        int64_t vocabulary_size) {
  const tools::ToolUseSection& section = tools.section();
  Branches branches{section.forced_tool_share, section.forced_no_tool_share};
  if (branches.forced_no_tool_share > 0.0)
    branches.no_tool_rules = rollouts::no_tool_rules(tools, sampling, vocabulary_size);
  return branches;
}

std::shared_ptr<const episodes::TextRules> no_tool_rules(const tools::ToolUse& tools,
                                                         const episodes::SamplingSettings& sampling,
                                                         int64_t vocabulary_size) {
  episodes::SamplingSettings settings = sampling;
  for (const std::string& text : tools.format().forbidden) settings.bad_words.push_back(text);
  if (const std::string text = beginning_of_calls(tools); !text.empty())
    settings.bad_words.push_back(text);
  return episodes::TextRules::make(settings, tools.tokenizer(), vocabulary_size);
}

Branches::Split Branches::split(int64_t episodes, Rng rng) const {
  const auto all = static_cast<double>(episodes);
  const auto count = [&](double share) {
    return static_cast<int64_t>(std::floor(share * all + rng.uniform()));
  };
  Split split{count(forced_tool_share), 0};
  split.no_tool = std::min(count(forced_no_tool_share), episodes - split.tool);
  return split;
}

episodes::Completion with_decisions_forced(const episodes::Completion& completion) {
  using episodes::SpanKind;
  const float kTwice = std::log(2.0F);
  episodes::Completion marked = completion;
  marked.tokens.clear();
  marked.spans.clear();
  marked.logprobs.clear();
  marked.behaviour_logprobs.clear();
  size_t sampled = 0;
  for (const episodes::Span& span : completion.spans)
    for (int64_t t = span.begin; t < span.end; ++t) {
      SpanKind kind = span.kind;
      if (kind == SpanKind::kSampled) {
        const float own = completion.logprobs[sampled];
        const float drawn = completion.behaviour_logprobs[sampled++];
        if (drawn > own + kTwice) kind = SpanKind::kForced;
        if (kind == SpanKind::kSampled) {
          marked.logprobs.push_back(own);
          marked.behaviour_logprobs.push_back(drawn);
        }
      }
      marked.append(kind, {&completion.tokens[static_cast<size_t>(t)], 1});
    }
  return marked;
}

}  // namespace dragoman::rollouts
