// What is asked and how the answer is read: a task turns rows into prompts and replies into
// hypotheses. One task a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/row.h"
#include "templates/chat_template.h"

namespace dragoman::tasks {

using templates::Message;

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
};

}  // namespace dragoman::tasks
