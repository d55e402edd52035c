// A conversation as the one string a model is shown, by the Jinja template that its folder carries:
// what `apply_chat_template` of transformers makes of it.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/json.h"
#include "templates/template.h"

namespace dragoman::templates {

struct Message {
  std::string role;  // "system", "user", "assistant"
  std::string content;
};

// Everything a template may be asked to show. Key order is kept.
struct Conversation {
  Json messages = Json::array();    // objects; what else than role and content they hold is kept
  Json tools;                       // a list of JSON schemas, or null
  Json documents;                   // a list of objects, or null
  Json variables = Json::object();  // chat_template_kwargs: enable_thinking and so on
  bool add_generation_prompt = false;
};

Conversation conversation_of(std::span<const Message> messages, bool add_generation_prompt);

// Its first `count` messages; everything else stays.
Conversation beginning(const Conversation& whole, size_t count, bool add_generation_prompt);

// "" for a message without one.
std::string role_of(const Json& message);

// A row {"messages", "tools", "documents", "chat_template_kwargs", "add_generation_prompt"}, of
// which only messages must be there; what is wrong is an Error that `where` starts.
Conversation read_conversation(const Json& row, std::string_view where);

// Immutable and cheap to copy; any number of threads may render.
class ChatTemplate {
 public:
  // Our own template (text/chat_tokens.h).
  ChatTemplate();

  // What a checkpoint folder carries: chat_template.jinja and additional_chat_templates/*.jinja,
  // else "chat_template" of tokenizer_config.json, one or a list with names. Its special tokens are
  // variables. None, or one that can't be parsed, is an Error naming the file.
  static ChatTemplate load(const Path& folder);

  // The template of one file with the special tokens of `folder`.
  static ChatTemplate load_file(const Path& file, const Path& folder);

  // The template named "tool_use" when there are tools and one of that name, else "default". What
  // it refuses is an Error; `where` starts it.
  Rendered render(const Conversation& conversation, std::string_view where = "") const;
  std::string render(std::span<const Message> messages, bool add_generation_prompt,
                     std::string_view where = "") const;

  // Whether the template that such a conversation gets has {% generation %} blocks.
  bool marks_generation(const Conversation& conversation = {}) const;

  // The default template as Jinja text.
  const std::string& jinja() const;

  // Writes chat_template.jinja into a checkpoint folder, and further templates beside it.
  void save(const Path& folder) const;

 private:
  struct Parts;
  explicit ChatTemplate(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}

  std::shared_ptr<const Parts> parts_;
};

}  // namespace dragoman::templates
