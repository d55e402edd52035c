// From an assistant's turn with calls to its next turn, in tokens: exactly what the chat template
// writes between them. The turns themselves stay as they were sampled.
#pragma once

#include <string>
#include <vector>

#include "templates/chat_template.h"
#include "text/tokenizer.h"

namespace dragoman::tools {

// What a tool said to one call.
struct Answered {
  std::string name;
  std::string text;
};

class TurnTokens {
 public:
  TurnTokens(const text::Tokenizer& tokenizer, const templates::ChatTemplate& chat)
      : tokenizer_(tokenizer), chat_(chat) {}

  // The tokens behind `end`, the token with which the turn of the calls ended, up to where the next
  // turn begins. `asked` is the conversation that the model was given; `first_call` counts the
  // calls before these, as some templates number them. All results are rendered together, because
  // templates group them. Special tokens written in a result are left out of it. A template that
  // can't show calls and results, or ends no turn, is the user's error.
  std::vector<TokenId> behind(TokenId end, const templates::Conversation& asked,
                              const std::vector<Answered>& results, size_t first_call) const;

 private:
  std::string without_special_tokens(const std::string& text) const;
  // The rendered conversation from the last call on.
  std::string rendered(const templates::Conversation& asked, const std::vector<Answered>& results,
                       size_t first_call) const;

  text::Tokenizer tokenizer_;
  templates::ChatTemplate chat_;
};

}  // namespace dragoman::tools
