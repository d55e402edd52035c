#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/error.h"
#include "base/nearest.h"
#include "base/parallel.h"
#include "cli/output.h"

namespace dragoman::cli {
namespace {

std::vector<std::string> long_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string unexpected(const CLI::App& app, bool takes_keys) {
  const std::vector<std::string> left = app.remaining();
  if (left.empty()) return "too many arguments";
  const std::string first = left.front().substr(0, left.front().find('='));
  if (!first.starts_with('-')) return fmt::format("unexpected argument {}", first);
  if (first.find('.') != first.npos) return fmt::format("{} needs its value: {}=…", first, first);
  const std::vector<std::string> names = long_names(app);
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string key = takes_keys ? fmt::format(", or is it a key, {}=…?", first) : "";
  return fmt::format("unknown option {}; {}{}", first, suggestion(first, known), key);
}

// CLI11 may break its sentences over lines.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

bool parse(CLI::App& app, std::span<const std::string> args, bool takes_keys) {
  const std::string command = app.get_name();
  app.name("dragoman " + command);
  std::vector<std::string> reversed(args.rbegin(), args.rend());  // as CLI11 wants it
  try {
    app.parse(std::move(reversed));
    return true;
  } catch (const CLI::CallForHelp&) {
    write_out(app.help());
    return false;
  } catch (const CLI::ExtrasError&) {
    throw_input("{}: {} (see {} --help)", command, unexpected(app, takes_keys), app.get_name());
  } catch (const CLI::ParseError& error) {
    throw_input("{}: {} (see {} --help)", command, one_line(error.what()), app.get_name());
  }
}

}  // namespace

bool parse_arguments(CLI::App& app, std::span<const std::string> args) {
  return parse(app, args, false);
}

void add_threads_option(CLI::App& app) {
  constexpr int64_t kMost = 4096;
  app.add_option_function<int64_t>(
         "--threads", [](int64_t count) { set_thread_count(count); },
         "threads to use (default: OMP_NUM_THREADS, or all cores)")
      ->check(CLI::Range(int64_t{1}, kMost));
}

bool parse_arguments(CLI::App& app, std::span<const std::string> args,
                     std::vector<std::string>& overrides) {
  const std::vector<std::string> names = long_names(app);
  std::vector<std::string> own;
  for (const std::string& argument : args) {
    const size_t equals = argument.find('=');
    const bool assigned = argument.starts_with("--") && equals != argument.npos;
    const bool known =
        std::find(names.begin(), names.end(), argument.substr(0, equals)) != names.end();
    (assigned && !known ? overrides : own).push_back(argument);
  }
  return parse(app, own, true);
}

}  // namespace dragoman::cli
