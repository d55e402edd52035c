#include "tasks/task.h"

#include "tasks/answered.h"

namespace dragoman::tasks {

Prompt Task::prompt(const data::Row& row) const {
  return templates::conversation_of(ask(row), /*add_generation_prompt=*/true);
}

std::vector<Lesson> Task::lessons(const data::Row& row) const {
  const auto completion = row.metadata.find("completion");
  if (completion != row.metadata.end() && completion->second.starts_with('['))
    return {answered_by(*this, row, parse_json(completion->second, row.id + ": completion"))};
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
