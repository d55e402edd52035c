// One command of the program. Each has a file of its own (`x_command.cpp`) and a line in
// catalog.cpp.
#pragma once

#include <span>
#include <string>

namespace dragoman::cli {

struct Command {
  const char* name;      // as typed
  const char* sentence;  // for `dragoman --help` and `dragoman list commands`
  // `args` are what follows the name. Returns the exit code; throws Error for everything wrong.
  int (*run)(std::span<const std::string> args);
};

// All commands, in the order of the help.
std::span<const Command> commands();

}  // namespace dragoman::cli
