#include "text/chat_template.h"

#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

// `generation` marks what the assistant says, for training tools that ask transformers for masks.
constexpr std::string_view kCompactJinja =
    R"({%- for message in messages -%}
  {%- if message['role'] not in ['system', 'user', 'assistant'] -%}
    {{- raise_exception('the role ' + message['role'] + ' is none of system, user, assistant') -}}
  {%- endif -%}
  {{- '<|' + message['role'] + '|>' -}}
  {%- if message['role'] == 'assistant' -%}
    {%- generation -%}{{- message['content'] + '<|end|>' -}}{%- endgeneration -%}
  {%- else -%}
    {{- message['content'] + '<|end|>' -}}
  {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}
)";

std::string_view marker(std::string_view role, std::string_view where) {
  if (role == "system") return kSystem;
  if (role == "user") return kUser;
  if (role == "assistant") return kAssistant;
  throw_input("{}: the role {} is none of system, user, assistant", where, role);
}

struct Found {
  std::string jinja;
  Path file;
};

Found find_template(const Path& folder) {
  const Path separate = folder / "chat_template.jinja";
  if (std::filesystem::exists(separate)) return {read_file(separate), separate};
  const Path config = folder / "tokenizer_config.json";
  if (!std::filesystem::exists(config))
    throw_input("{}: no chat template: neither chat_template.jinja nor tokenizer_config.json",
                folder.string());
  const Json json = parse_json(read_file(config), config.string());
  if (!json.is_object() || !json.contains("chat_template"))
    throw_input("{}: no chat_template", config.string());
  if (!json["chat_template"].is_string())
    throw_input("{}: a list of chat templates is not supported yet", config.string());
  return {json["chat_template"].get<std::string>(), config};
}

}  // namespace

bool has_chat_tokens(std::span<const std::string> special_tokens) {
  const auto there = [&](std::string_view token) {
    return std::find(special_tokens.begin(), special_tokens.end(), token) != special_tokens.end();
  };
  return there(kSystem) && there(kUser) && there(kAssistant) && there(kEnd);
}

ChatTemplate::ChatTemplate() : jinja_(kCompactJinja) {}

ChatTemplate ChatTemplate::load(const Path& folder) {
  const Found found = find_template(folder);
  if (strip(found.jinja) != strip(kCompactJinja))
    throw_input("{}: this template is not supported yet", found.file.string());
  return {};
}

std::string ChatTemplate::render(std::span<const Message> messages, bool add_generation_prompt,
                                 std::string_view where) const {
  std::string text;
  for (const Message& message : messages)
    text.append(marker(message.role, where)).append(message.content).append(kEnd);
  if (add_generation_prompt) text.append(kAssistant);
  return text;
}

void ChatTemplate::save(const Path& folder) const {
  make_folder(folder);
  write_file(folder / "chat_template.jinja", jinja_);
}

}  // namespace dragoman::text
