// What is asked and how the answer is read: a task turns rows into prompts and replies into
// hypotheses. One task a file.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "data/row.h"
#include "templates/chat_template.h"

namespace dragoman::tasks {

using templates::Message;

// What a model is asked with: a conversation for the chat template, or text as it is.
using Prompt = std::variant<templates::Conversation, std::string>;

// What supervised training learns from. The assistant's messages from message `first` on are
// answers, everything else is only shown.
struct Dialogue {
  templates::Conversation conversation;
  size_t first = 0;
};

// Text without a template: what is given, and what is to be written after it.
struct Passage {
  std::string given;
  std::string written;
};

using Lesson = std::variant<Dialogue, Passage>;

// Immutable: any number of threads may ask.
class Task {
 public:
  virtual ~Task() = default;
  virtual std::vector<Message> ask(const data::Row& row) const = 0;
  // The ideal answer for one reference, as the assistant would write it (SFT). `extract` gives the
  // reference back.
  virtual std::string answer(const data::Row& row, std::string_view reference) const = 0;
  // The translation inside a reply; "" when there is none.
  virtual std::string extract(const data::Row& row, std::string_view reply) const = 0;

  // `ask` with all that a row may say to a template.
  virtual Prompt prompt(const data::Row& row) const;
  // One for each reference: what is asked, then the answer. A row with messages as its "completion"
  // (TRL's layout) has these as its only answer: calls of tools, their results, what is said last.
  virtual std::vector<Lesson> lessons(const data::Row& row) const;
};

}  // namespace dragoman::tasks
