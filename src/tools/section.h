// The sections `[[tool]]` and `[tool_use]` of a recipe.
#pragma once

#include "config/problems.h"
#include "tools/catalog.h"

namespace dragoman::tools {

struct ToolPart {
  Part tool;
  std::string label;
  double cost = 1.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", tool, "which tool", catalog());
    visit("label", label, "its name for the model, and in episodes; empty: its own");
    visit("cost", cost, "of a call, also of one that fails", config::at_least(0.0));
  }
};

struct ToolUseSection {
  std::string format = "auto";
  bool describe = true;
  int64_t max_tool_calling_iterations = 4;
  int64_t max_calls_per_turn = 4;
  int64_t max_result_length = 2000;
  double forced_tool_share = 0.0;
  double forced_no_tool_share = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("format", format,
          "how the model writes a call: hermes (<tool_call> and JSON), llama (JSON alone), mistral "
          "([TOOL_CALLS] and a list); auto: as its chat template does",
          config::OneOf{{"auto", "hermes", "llama", "mistral"}});
    visit("describe", describe, "the chat template is given the tools, for the prompt");
    visit("max_tool_calling_iterations", max_tool_calling_iterations,
          "turns of an episode whose calls are run; behind them a call ends it; 0: no limit",
          config::at_least(0));
    visit("max_calls_per_turn", max_calls_per_turn,
          "calls of one turn that are run; further ones fail", config::at_least(1));
    visit("max_result_length", max_result_length,
          "characters of a result that the model is shown; the rest is cut off",
          config::at_least(1));
    visit("forced_tool_share", forced_tool_share,
          "share of a prompt's training episodes that must begin with a call",
          config::Range{0.0, 1.0});
    visit("forced_no_tool_share", forced_no_tool_share, "share of them that can't write a call",
          config::Range{0.0, 1.0});
  }

  void validate(config::Problems& problems) const {
    if (forced_tool_share + forced_no_tool_share > 1.0)
      problems.add("forced_no_tool_share", "and forced_tool_share are more than all episodes");
  }
};

}  // namespace dragoman::tools
