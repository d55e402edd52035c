// `dragoman template`: conversations as the text and ids that a model is shown.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/json.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/line_batches.h"
#include "text/chat_template.h"
#include "text/tokenizer.h"

namespace dragoman::cli {
namespace {

std::string text_member(const Json& message, const char* key, const std::string& where) {
  if (!message.is_object() || !message.contains(key) || !message.at(key).is_string())
    throw_input("{}: every message needs \"{}\", a string", where, key);
  return message.at(key).get<std::string>();
}

std::vector<text::Message> read_messages(const Json& row, const std::string& where) {
  if (!row.is_object() || !row.contains("messages") || !row.at("messages").is_array())
    throw_input("{}: \"messages\" must be a list", where);
  for (const char* key : {"tools", "documents"})
    if (row.contains(key) && !row.at(key).empty())
      throw_input("{}: this model's template has no place for \"{}\"", where, key);
  std::vector<text::Message> messages;
  for (const Json& message : row.at("messages"))
    messages.push_back(
        {text_member(message, "role", where), text_member(message, "content", where)});
  return messages;
}

int run(std::span<const std::string> args) {
  CLI::App app("Reads {\"messages\": […]} lines and writes {\"text\", \"ids\"} lines.", "template");
  std::string model;
  bool add_generation_prompt = false;
  app.add_option("--model", model, "checkpoint folder")->required();
  app.add_flag("--add_generation_prompt", add_generation_prompt,
               "ends with what makes the model answer");
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;

  const text::ChatTemplate chat = text::ChatTemplate::load(model);
  const text::Tokenizer tokenizer = text::Tokenizer::load(model);
  transform_lines([&](std::string_view line, const std::string& where) {
    const std::vector<text::Message> messages = read_messages(parse_json(line, where), where);
    std::string text = chat.render(messages, add_generation_prompt, where);
    const std::vector<TokenId> ids = tokenizer.encode(text, false);
    return to_line({{"text", std::move(text)}, {"ids", ids}});
  });
  return 0;
}

}  // namespace

Command template_command() {
  return {"template", "Shows conversations as the model's template writes them.", &run};
}

}  // namespace dragoman::cli
