#include "templates/chat_template.h"

#include <map>

#include "base/error.h"
#include "templates/template_files.h"
#include "text/chat_tokens.h"

namespace dragoman::templates {
namespace {

// Names a model's reasoning goes by; every template finds it under the one it reads.
constexpr const char* kReasoning[] = {"reasoning_content", "thinking", "reasoning"};

// As transformers shows a message: keys without a value are not there, and reasoning has all of its
// names.
Json shown(const Json& message, std::string_view where) {
  if (!message.is_object())
    throw_input("{}: messages holds {}, no object with role and content",
                where.empty() ? "chat template" : where, to_line(message));
  Json kept = Json::object();
  const Json* reasoning = nullptr;
  for (const char* key : kReasoning)
    if (!reasoning && message.contains(key) && !message.at(key).is_null())
      reasoning = &message.at(key);
  if (reasoning) kept["thinking"] = *reasoning;
  for (const auto& [key, value] : message.items())
    if (!value.is_null()) kept[key] = value;
  if (reasoning) kept["reasoning_content"] = *reasoning;
  return kept;
}

Json member(const Json& row, const char* key, bool array, std::string_view where) {
  if (!row.contains(key) || row.at(key).is_null()) return nullptr;
  const Json& value = row.at(key);
  if (array ? !value.is_array() : !value.is_object())
    throw_input("{}: {} must be {}", where, key, array ? "a list" : "an object");
  return value;
}

}  // namespace

struct ChatTemplate::Parts {
  std::map<std::string, Template> parsed;
  std::vector<NamedTemplate> sources;
  Json special_tokens = Json::object();
  std::string jinja;  // of the default one

  static std::shared_ptr<const Parts> make(std::vector<NamedTemplate> sources,
                                           Json special_tokens) {
    auto parts = std::make_shared<Parts>();
    for (const NamedTemplate& source : sources) {
      if (source.name != "default" && source.name != "tool_use") continue;  // nobody asks for it
      parts->parsed.emplace(source.name, Template::parse(source.jinja, source.origin));
      if (source.name == "default") parts->jinja = source.jinja;
    }
    parts->sources = std::move(sources);
    parts->special_tokens = std::move(special_tokens);
    return parts;
  }

  const Template& choose(bool tools, std::string_view where) const {
    auto found = parsed.find("tool_use");
    if (!tools || found == parsed.end()) found = parsed.find("default");
    if (found != parsed.end()) return found->second;
    std::string names;
    for (const NamedTemplate& source : sources) names += (names.empty() ? "" : ", ") + source.name;
    throw_input("{}{}the model has the chat templates {}, and none is the default", where,
                where.empty() ? "" : ": ", names);
  }
};

Conversation conversation_of(std::span<const Message> messages, bool add_generation_prompt) {
  Conversation conversation;
  for (const Message& message : messages)
    conversation.messages.push_back({{"role", message.role}, {"content", message.content}});
  conversation.add_generation_prompt = add_generation_prompt;
  return conversation;
}

Conversation beginning(const Conversation& whole, size_t count, bool add_generation_prompt) {
  Conversation part{.messages = Json::array(),
                    .tools = whole.tools,
                    .documents = whole.documents,
                    .variables = whole.variables,
                    .add_generation_prompt = add_generation_prompt};
  for (size_t i = 0; i < count; ++i) part.messages.push_back(whole.messages[i]);
  return part;
}

std::string role_of(const Json& message) {
  if (!message.is_object() || !message.contains("role") || !message["role"].is_string()) return "";
  return message["role"].get<std::string>();
}

Conversation read_conversation(const Json& row, std::string_view where) {
  if (!row.is_object() || !row.contains("messages") || !row.at("messages").is_array() ||
      row.at("messages").empty())
    throw_input("{}: \"messages\" must be a list of messages, at least one", where);
  Conversation conversation;
  conversation.messages = row.at("messages");
  conversation.tools = member(row, "tools", true, where);
  conversation.documents = member(row, "documents", true, where);
  if (const Json variables = member(row, "chat_template_kwargs", false, where);
      !variables.is_null())
    conversation.variables = variables;
  if (!row.contains("add_generation_prompt")) return conversation;
  if (!row.at("add_generation_prompt").is_boolean())
    throw_input("{}: add_generation_prompt must be true or false", where);
  conversation.add_generation_prompt = row.at("add_generation_prompt").get<bool>();
  return conversation;
}

ChatTemplate::ChatTemplate() {
  static const std::shared_ptr<const Parts> kOwn = Parts::make(
      {{"default", std::string(text::compact_chat_template()), "chat template"}}, Json::object());
  parts_ = kOwn;
}

ChatTemplate ChatTemplate::load(const Path& folder) {
  return ChatTemplate(Parts::make(find_templates(folder), find_special_tokens(folder)));
}

ChatTemplate ChatTemplate::load_file(const Path& file, const Path& folder) {
  return ChatTemplate(
      Parts::make({{"default", read_file(file), file.string()}}, find_special_tokens(folder)));
}

Rendered ChatTemplate::render(const Conversation& conversation, std::string_view where) const {
  Json variables = parts_->special_tokens;
  for (const auto& [key, value] : conversation.variables.items()) {
    for (const char* own : {"messages", "tools", "documents", "add_generation_prompt"})
      if (key == own)
        throw_input("{}{}chat_template_kwargs can't hold {}", where, where.empty() ? "" : ": ",
                    key);
    variables[key] = value;
  }
  Json messages = Json::array();
  for (const Json& message : conversation.messages) messages.push_back(shown(message, where));
  variables["messages"] = std::move(messages);
  variables["tools"] = conversation.tools;
  variables["documents"] = conversation.documents;
  variables["add_generation_prompt"] = conversation.add_generation_prompt;
  return parts_->choose(!conversation.tools.is_null(), where).render(variables, where);
}

std::string ChatTemplate::render(std::span<const Message> messages, bool add_generation_prompt,
                                 std::string_view where) const {
  return render(conversation_of(messages, add_generation_prompt), where).text;
}

bool ChatTemplate::marks_generation(const Conversation& conversation) const {
  return parts_->choose(!conversation.tools.is_null(), "").marks_generation();
}

const std::string& ChatTemplate::jinja() const { return parts_->jinja; }

void ChatTemplate::save(const Path& folder) const {
  make_folder(folder);
  for (const NamedTemplate& source : parts_->sources) {
    if (source.name == "default") {
      write_file(folder / "chat_template.jinja", source.jinja);
      continue;
    }
    make_folder(folder / "additional_chat_templates");
    write_file(folder / "additional_chat_templates" / (source.name + ".jinja"), source.jinja);
  }
}

}  // namespace dragoman::templates
