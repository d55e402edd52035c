// The row's own conversation or text, in TRL's layouts: "messages", "prompt" and "completion" as
// messages or as text, "text"; with "tools", "documents" and "chat_template_kwargs".
#include <algorithm>

#include "base/error.h"
#include "tasks/catalog.h"
#include "tasks/extraction.h"

namespace dragoman::tasks {
namespace {

struct ConversationConfig {
  template <class Visitor>
  void fields(Visitor&) {}
};

bool is_assistant(const Json& message) { return templates::role_of(message) == "assistant"; }

class Conversation final : public Task {
 public:
  explicit Conversation(const ConversationConfig&) {}

  // Messages whose content is text; of a row without messages, its text as the user's.
  std::vector<Message> ask(const data::Row& row) const override {
    const auto dialogue = read(row);
    if (!dialogue) return {{"user", row.source}};
    std::vector<Message> messages;
    for (const Json& message : asked(*dialogue).messages)
      if (message.contains("content") && message["content"].is_string())
        messages.push_back({templates::role_of(message), message["content"].get<std::string>()});
    return messages;
  }

  std::string answer(const data::Row&, std::string_view reference) const override {
    return std::string(reference);
  }

  std::string extract(const data::Row&, std::string_view reply) const override {
    return std::string(trimmed(reply));
  }

  Prompt prompt(const data::Row& row) const override {
    const auto dialogue = read(row);
    if (!dialogue) return row.source;
    return asked(*dialogue);
  }

  std::vector<Lesson> lessons(const data::Row& row) const override;

 private:
  static std::optional<Dialogue> read(const data::Row& row);
  static templates::Conversation asked(const Dialogue& dialogue);
};

// A column that the reader has kept as JSON; null for none, and for plain text.
Json column(const data::Row& row, const std::string& name) {
  const auto found = row.metadata.find(name);
  if (found == row.metadata.end()) return nullptr;
  if (!found->second.starts_with('[') && !found->second.starts_with('{')) return nullptr;
  return parse_json(found->second, row.id + ": " + name);
}

// Nothing for a row without messages.
std::optional<Dialogue> Conversation::read(const data::Row& row) {
  Json messages = column(row, "messages");
  const Json prompt = column(row, "prompt");
  if (messages.is_null() && prompt.is_null()) return std::nullopt;
  Dialogue dialogue;
  if (messages.is_null()) {
    messages = prompt;
    dialogue.first = prompt.size();
    for (const Json& message : column(row, "completion")) messages.push_back(message);
  }
  Json parts = {{"messages", std::move(messages)}};
  for (const char* name : {"tools", "documents", "chat_template_kwargs"})
    parts[name] = column(row, name);
  dialogue.conversation = templates::read_conversation(parts, row.id);
  return dialogue;
}

// Everything before the last answer.
templates::Conversation Conversation::asked(const Dialogue& dialogue) {
  const Json& messages = dialogue.conversation.messages;
  size_t count = messages.size();
  for (size_t i = dialogue.first; i < messages.size(); ++i)
    if (is_assistant(messages[i])) count = i;
  return templates::beginning(dialogue.conversation, count, /*add_generation_prompt=*/true);
}

std::vector<Lesson> Conversation::lessons(const data::Row& row) const {
  auto dialogue = read(row);
  std::vector<Lesson> found;
  if (!dialogue) {
    for (const std::string& reference : row.references)
      found.push_back(Passage{row.source, reference});
    if (found.empty()) found.push_back(Passage{"", row.source});
    return found;
  }
  const Json& messages = dialogue->conversation.messages;
  const auto first = messages.begin() + static_cast<std::ptrdiff_t>(dialogue->first);
  if (row.references.empty() || std::any_of(first, messages.end(), is_assistant))
    return {std::move(*dialogue)};
  for (const std::string& reference : row.references) {
    Dialogue& answered = std::get<Dialogue>(found.emplace_back(*dialogue));
    answered.conversation.messages.push_back({{"role", "assistant"}, {"content", reference}});
  }
  return found;
}

}  // namespace

Entry conversation() {
  return config::make_entry<Task, Conversation, ConversationConfig>(
      "conversation",
      "The row's own messages or text, in TRL's layouts; every answer of the assistant is "
      "learned.");
}

}  // namespace dragoman::tasks
