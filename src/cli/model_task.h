// What a checkpoint is asked: the task it was trained on, where that is known.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/files.h"
#include "tasks/task.h"

namespace dragoman::cli {

struct ModelTask {
  std::unique_ptr<tasks::Task> task;
  std::string origin;         // for the user: where the task was found
  bool leaves_tools = false;  // its run had tools, which nobody runs here
};

// A checkpoint inside a run folder is asked as its run asked (config.resolved.json); any other is
// asked in plain words to translate. `overrides` ("--task.prompt_template={source}") win.
ModelTask find_task(const Path& model, std::span<const std::string> overrides);

}  // namespace dragoman::cli
