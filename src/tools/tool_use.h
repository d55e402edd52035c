// The tools of a recipe, and how the policy asks for them: what is the same for all conversations.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tools/call_format.h"
#include "tools/lane.h"
#include "tools/section.h"
#include "tools/turn_tokens.h"

namespace dragoman::tools {

// A tool under the name that the model knows it by.
struct NamedTool {
  std::string name;
  double cost = 0.0;  // of a call
  std::unique_ptr<Tool> tool;
  Json parameters;
  std::unique_ptr<Lane> lane;  // null: it is quick
};

// Immutable but for what its tools remember; any number of conversations may use one at a time.
class ToolUse {
 public:
  // Two tools of one name, and a chat template that shows no calls or results, are the user's
  // errors.
  ToolUse(const std::vector<ToolPart>& parts, const ToolUseSection& section,
          const ToolContext& context, const text::Tokenizer& tokenizer,
          const templates::ChatTemplate& chat);

  // Gives the conversation the tools' descriptions, in place of others that it has.
  void describe(templates::Conversation& asked) const;

  const NamedTool* find(std::string_view name) const;  // null: there is none
  std::string names() const;                           // "translate, dictionary"
  double highest_cost() const;                         // of a call: what one of no known tool costs

  const ToolUseSection& section() const { return section_; }
  const CallFormat& format() const { return *format_; }
  const TurnTokens& turns() const { return turns_; }
  const text::Tokenizer& tokenizer() const { return tokenizer_; }

  // What an episode begins with that must call: all tokens that calls of any tool have in common,
  // as the template writes them, so that the model goes on from where it would stand by itself.
  const std::vector<TokenId>& forced_call() const { return forced_call_; }

 private:
  ToolUseSection section_;
  text::Tokenizer tokenizer_;
  const CallFormat* format_;
  TurnTokens turns_;
  std::vector<NamedTool> tools_;
  std::vector<TokenId> forced_call_;
  Json descriptions_ = Json::array();  // as chat templates take them
};

}  // namespace dragoman::tools
