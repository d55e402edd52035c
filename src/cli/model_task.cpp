#include "cli/model_task.h"

#include "base/error.h"
#include "base/json.h"
#include "config/recipe.h"
#include "tasks/catalog.h"

namespace dragoman::cli {
namespace {

constexpr const char* kPlainWords =
    "Translate the following text from {source_language} to {target_language}. Answer with the "
    "translation only.\n\n{source}";

struct TaskSection {
  config::Part<tasks::Task> task{"translation"};

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", task, "which task", tasks::catalog());
  }
};

struct Asked {
  TaskSection task;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("task", task, "what the model is asked");
  }
};

// RUN/checkpoints/step-N -> RUN/config.resolved.json; empty where there is none.
Path config_of_run(const Path& model) {
  Path folder = std::filesystem::absolute(model).lexically_normal();
  if (folder.filename().empty()) folder = folder.parent_path();  // a slash at the end
  if (folder.parent_path().filename() != "checkpoints") return {};
  const Path config = folder.parent_path().parent_path() / "config.resolved.json";
  return std::filesystem::exists(config) ? config : Path();
}

}  // namespace

ModelTask find_task(const Path& model, std::span<const std::string> overrides) {
  Json task = {{"name", "translation"}, {"prompt_template", kPlainWords}};
  std::string origin = "plain words";
  bool leaves_tools = false;
  if (const Path config = config_of_run(model); !config.empty()) {
    const Json run = parse_json(read_file(config), config.string());
    if (!run.is_object() || !run.contains("task"))
      throw_input("{}: task is missing", config.string());
    task = run["task"];
    origin = config.string();
    leaves_tools = run.contains("tool") && !run["tool"].empty();
  }
  config::Value root = config::from_json({{"task", task}}, origin);
  for (const std::string& text : overrides) config::apply_override(root, text);
  return {config::read<Asked>(root).task.task.make(), origin, leaves_tools};
}

}  // namespace dragoman::cli
