#include "tasks/task.h"

namespace dragoman::tasks {

Prompt Task::prompt(const data::Row& row) const {
  return templates::conversation_of(ask(row), /*add_generation_prompt=*/true);
}

std::vector<Lesson> Task::lessons(const data::Row& row) const {
  std::vector<Message> messages = ask(row);
  const size_t asked = messages.size();
  messages.emplace_back();
  std::vector<Lesson> found;
  for (const std::string& reference : row.references) {
    messages.back() = {"assistant", answer(row, reference)};
    found.push_back(
        Dialogue{templates::conversation_of(messages, /*add_generation_prompt=*/false), asked});
  }
  return found;
}

}  // namespace dragoman::tasks
