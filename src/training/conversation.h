// Conversations and plain text as supervised examples: which tokens are the assistant's, also where
// the chat template writes the beginning of a conversation otherwise than the whole. The rule is in
// docs/decisions/005-which-tokens-are-an-answer.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rollouts/rollouts.h"
#include "templates/prefixes.h"

namespace dragoman::training {

struct Example {
  std::vector<TokenId> tokens;
  std::vector<uint8_t> trained;  // 1 for each token of an answer, at least one
};

struct ConversationExamples {
  std::vector<Example> examples;
  // Why the conversation was cut into one example an answer; nothing where it is one example.
  std::optional<templates::PrefixDifference> difference;
};

// Answers are all that is trained on. A template that hides where an answer begins is an Error that
// `where` (a row) starts.
ConversationExamples encode_dialogue(const rollouts::Player& player,
                                     const tasks::Dialogue& dialogue, const std::string& where);

// Text with the tokenizer's own special tokens and the end token behind it; of what is given
// nothing is trained on.
Example encode_passage(const rollouts::Player& player, const tasks::Passage& passage,
                       const std::string& where);

}  // namespace dragoman::training
