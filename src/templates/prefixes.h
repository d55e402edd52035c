// Does a template write the beginning of a conversation as it writes the whole? Then the tokens of
// one turn are a prefix of the next one's, and an answer's tokens are what stands behind its
// prompt. Templates that drop the reasoning of earlier turns, for one, do not.
#pragma once

#include <optional>
#include <string>

#include "templates/chat_template.h"
#include "text/tokenizer.h"

namespace dragoman::templates {

// The first `messages` messages, rendered alone, differ from the beginning of the whole.
struct PrefixDifference {
  size_t messages = 0;
  bool tokens = false;  // the texts agree, their tokens do not
  std::string alone;    // what each has where they part, shortened
  std::string in_whole;

  // "not prefix preserving: the first 2 messages alone have '…' where the whole has '…'"
  std::string text() const;
};

// For two texts of which `whole` does not begin with `part`.
PrefixDifference difference(size_t messages, const std::string& part, const std::string& whole);

// The first difference over all beginnings: each message's end, and each assistant message's prompt
// (with the generation prompt). Nothing for a template that keeps prefixes.
std::optional<PrefixDifference> find_prefix_difference(const ChatTemplate& chat,
                                                       const text::Tokenizer& tokenizer,
                                                       const Conversation& conversation);

}  // namespace dragoman::templates
