#include "tasks/answered.h"

#include "base/error.h"
#include "text/chat_tokens.h"

namespace dragoman::tasks {

Lesson answered(const Task& task, const data::Row& row, std::string_view reply) {
  const Prompt asked = task.prompt(row);
  if (const auto* text = std::get_if<std::string>(&asked))
    return Passage{*text, std::string(reply)};
  return answered_by(task, row, Json::array({{{"role", "assistant"}, {"content", reply}}}));
}

Lesson answered_by(const Task& task, const data::Row& row, const Json& messages) {
  Prompt asked = task.prompt(row);
  if (!std::holds_alternative<templates::Conversation>(asked))
    throw_input("{}: the answer is a list of messages, but the prompt is plain text", row.id);
  Dialogue dialogue{std::get<templates::Conversation>(std::move(asked))};
  dialogue.first = dialogue.conversation.messages.size();
  for (const Json& message : messages) dialogue.conversation.messages.push_back(message);
  dialogue.conversation.add_generation_prompt = false;
  return dialogue;
}

std::optional<TokenId> end_token(const text::Tokenizer& tokenizer) {
  const auto role = tokenizer.special_token("eos_token");
  return role ? role : tokenizer.token_id(text::kEnd);
}

std::vector<TokenId> whole_tokens(const Lesson& lesson, const text::Tokenizer& tokenizer,
                                  const templates::ChatTemplate& chat, const std::string& where) {
  if (const auto* dialogue = std::get_if<Dialogue>(&lesson))
    return tokenizer.encode(chat.render(dialogue->conversation, where).text,
                            /*add_special_tokens=*/false);
  const auto& passage = std::get<Passage>(lesson);
  std::vector<TokenId> tokens = tokenizer.encode(passage.given + passage.written, true);
  const auto end = end_token(tokenizer);
  if (end && (tokens.empty() || tokens.back() != *end)) tokens.push_back(*end);
  return tokens;
}

}  // namespace dragoman::tasks
