#include "tools/tool_use.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::tools {
namespace {

constexpr const char* kNoTool = "0";  // begins like no tool's name that a template shows

// The tokens that calls of all these have in common: where a tokenizer joins what opens a call with
// what follows, the text alone would begin otherwise than a model does.
std::vector<TokenId> common_beginning(const std::vector<NamedTool>& tools,
                                      const templates::ChatTemplate& chat, const CallFormat& format,
                                      const text::Tokenizer& tokenizer) {
  const auto encoded = [&](const std::string& name) {
    return tokenizer.encode(written_call(chat, format, name), /*add_special_tokens=*/false);
  };
  std::vector<TokenId> common = encoded(kNoTool);
  if (common.empty()) return tokenizer.encode(format.forced, /*add_special_tokens=*/false);
  for (const NamedTool& tool : tools) {
    const std::vector<TokenId> call = encoded(tool.name);
    common.erase(std::ranges::mismatch(common, call).in1, common.end());
  }
  return common;
}

}  // namespace

ToolUse::ToolUse(const std::vector<ToolPart>& parts, const ToolUseSection& section,
                 const ToolContext& context, const text::Tokenizer& tokenizer,
                 const templates::ChatTemplate& chat)
    : section_(section),
      tokenizer_(tokenizer),
      format_(section.format == "auto" ? &format_of(chat) : &format_named(section.format)),
      turns_(tokenizer, chat) {
  for (const ToolPart& part : parts) {
    NamedTool named;
    named.name = part.label.empty() ? part.tool.name() : part.label;
    named.cost = part.cost;
    if (find(named.name) != nullptr)
      throw_input("tool: two are called {}; give one a label of its own", named.name);
    named.tool =
        part.tool.make({context.world, context.rng.derive("tool", tools_.size()), named.name});
    named.parameters = named.tool->parameters();
    if (const int64_t workers = named.tool->workers(); workers > 0)
      named.lane = std::make_unique<Lane>(workers);
    descriptions_.push_back({{"type", "function"},
                             {"function",
                              {{"name", named.name},
                               {"description", named.tool->description()},
                               {"parameters", named.parameters}}}});
    tools_.push_back(std::move(named));
  }
  forced_call_ = common_beginning(tools_, chat, *format_, tokenizer_);
  // A template that can't show what is needed is told of before anything begins.
  templates::Conversation trial;
  trial.messages.push_back({{"role", "user"}, {"content", "Hello."}});
  describe(trial);
  turns_.behind(tokenizer.special_token("eos_token").value_or(0), trial, {{"", "a result"}}, 0);
}

void ToolUse::describe(templates::Conversation& asked) const {
  if (section_.describe)
    asked.tools = descriptions_;
  else
    asked.tools = nullptr;
}

const NamedTool* ToolUse::find(std::string_view name) const {
  const auto found = std::find_if(tools_.begin(), tools_.end(),
                                  [&](const NamedTool& tool) { return tool.name == name; });
  return found == tools_.end() ? nullptr : &*found;
}

std::string ToolUse::names() const {
  std::string names;
  for (const NamedTool& tool : tools_) names += (names.empty() ? "" : ", ") + tool.name;
  return names;
}

double ToolUse::highest_cost() const {
  double highest = 0.0;
  for (const NamedTool& tool : tools_) highest = std::max(highest, tool.cost);
  return highest;
}

}  // namespace dragoman::tools
