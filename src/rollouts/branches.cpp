#include "rollouts/branches.h"

#include <algorithm>
#include <cmath>

namespace dragoman::rollouts {

Branches Branches::make(const tools::ToolUse& tools, const episodes::SamplingSettings& sampling,
                        int64_t vocabulary_size) {
  const tools::ToolUseSection& section = tools.section();
  Branches branches{section.forced_tool_share, section.forced_no_tool_share};
  if (branches.forced_no_tool_share == 0.0) return branches;
  episodes::SamplingSettings settings = sampling;
  for (const std::string& text : tools.format().forbidden) settings.bad_words.push_back(text);
  branches.no_tool_rules = episodes::TextRules::make(settings, tools.tokenizer(), vocabulary_size);
  return branches;
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

}  // namespace dragoman::rollouts
