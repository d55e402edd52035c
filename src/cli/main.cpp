// The program: finds the command, runs it, and turns what went wrong into a sentence and an exit
// code (0 success, 1 failure, 2 the user's mistake, 130 interrupted).
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/nearest.h"
#include "base/signals.h"
#include "base/version.h"
#include "cli/command.h"
#include "cli/output.h"

namespace dragoman::cli {
namespace {

std::string help_text() {
  size_t width = 0;
  for (const Command& command : commands()) {
    width = std::max(width, std::string_view(command.name).size());
  }
  std::string text =
      "dragoman trains language models to translate, and proves that they are better.\n\n"
      "usage: dragoman COMMAND [options]\n\ncommands:\n";
  for (const Command& command : commands()) {
    text += fmt::format("  {:{}}  {}\n", command.name, width, command.sentence);
  }
  text +=
      "\n`dragoman COMMAND --help` shows a command's options, `dragoman --version` the version.\n";
  return text;
}

const Command& command_named(std::string_view name) {
  std::vector<std::string_view> known;
  for (const Command& command : commands()) {
    if (name == command.name) return command;
    known.push_back(command.name);
  }
  throw_input("unknown {} {}; {} (see dragoman --help)",
              name.starts_with('-') ? "option" : "command", name, suggestion(name, known));
}

int run(const std::vector<std::string>& args) {
  if (args.empty()) {
    fmt::print(stderr, "{}", help_text());
    return static_cast<int>(Fault::kInput);
  }
  if (args[0] == "--help" || args[0] == "-h" || args[0] == "help") {
    if (args.size() > 1) return command_named(args[1]).run(std::vector<std::string>{"--help"});
    write_out(help_text());
    return 0;
  }
  if (args[0] == "--version") {
    print_out("dragoman {}\n", kVersion);
    return 0;
  }
  return command_named(args[0]).run(std::span(args).subspan(1));
}

// Ends as a program that never heard of SIGPIPE: quietly, and the shell sees why.
int end_by_broken_pipe() {
  ::signal(SIGPIPE, SIG_DFL);
  ::raise(SIGPIPE);
  return static_cast<int>(Fault::kFailure);
}

// A message may quote a hostile file: no control sequence reaches the terminal, and no megabytes.
int complain(std::string message, int exit_code) {
  constexpr size_t kLongest = 4000;
  if (message.size() > kLongest) message = message.substr(0, kLongest) + "…";
  for (char& c : message)
    if ((c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == '\x7f') c = '?';
  std::fprintf(stderr, "dragoman: %s\n", message.c_str());
  return exit_code;
}

int guarded(const std::vector<std::string>& args) {
  try {
    const int exit_code = run(args);
    flush_out();
    return exit_code;
  } catch (const ReaderGone&) {
    return end_by_broken_pipe();
  } catch (const Error& error) {
    std::fflush(stdout);  // what was found before the mistake
    return complain(error.what(), error.exit_code());
  } catch (const std::bad_alloc&) {
    return complain("out of memory", static_cast<int>(Fault::kFailure));
  } catch (const std::exception& error) {
    return complain(error.what(), static_cast<int>(Fault::kFailure));
  }
}

}  // namespace
}  // namespace dragoman::cli

int main(int count, char** values) {
  dragoman::end_on_interrupt();
  return dragoman::cli::guarded({values + 1, values + count});
}
