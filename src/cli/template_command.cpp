// `dragoman template`: conversations as the text and ids that a model is shown.
#include <CLI/CLI.hpp>

#include "base/json.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/line_batches.h"
#include "cli/model_text.h"
#include "templates/assistant_mask.h"

namespace dragoman::cli {
namespace {

constexpr const char* kHelp =
    "Reads conversations as JSON lines and writes {\"text\", \"ids\"} lines: what the model's chat "
    "template makes of them.\n\n"
    "A line is {\"messages\": [{\"role\", \"content\", ...}, ...]} and may hold tools, documents, "
    "chat_template_kwargs (an object: the template's own switches) and add_generation_prompt. "
    "Without a tokenizer in the folder ids are null.";

struct Arguments {
  std::string model;
  std::string file;
  bool add_generation_prompt = false;
  bool mask = false;
};

std::string show(const ModelText& model, const Arguments& arguments, std::string_view line,
                 const std::string& where) {
  templates::Conversation conversation =
      templates::read_conversation(parse_json(line, where), where);
  conversation.add_generation_prompt |= arguments.add_generation_prompt;
  templates::Rendered rendered = model.chat().render(conversation, where);
  Json row = {{"text", rendered.text}, {"ids", nullptr}};
  if (model.has_tokenizer()) {
    const std::vector<TokenId> ids = model.encode_rendered(rendered.text);
    row["ids"] = ids;
    if (arguments.mask)
      row["assistant_masks"] = templates::assistant_mask(model.tokenizer(where), rendered, ids);
  }
  return to_line(row);
}

int run(std::span<const std::string> args) {
  CLI::App app(kHelp, "template");
  Arguments arguments;
  app.add_option("--model", arguments.model, "checkpoint folder")->required();
  app.add_flag("--add_generation_prompt", arguments.add_generation_prompt,
               "ends with what makes the model answer");
  app.add_option("--chat_template", arguments.file,
                 "a Jinja file to use in place of the folder's template");
  app.add_flag("--return_assistant_tokens_mask", arguments.mask,
               "adds assistant_masks: 1 for every token of the template's generation blocks");
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;

  ModelText model(arguments.model);
  model.load_chat(arguments.file);
  transform_lines([&](std::string_view line, const std::string& where) {
    return show(model, arguments, line, where);
  });
  return 0;
}

}  // namespace

Command template_command() {
  return {"template", "Shows conversations as the model's template writes them.", &run};
}

}  // namespace dragoman::cli
