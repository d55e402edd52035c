// What all commands do with their arguments, over CLI11.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace dragoman::cli {

// Parses into what `app` was told. False: --help was asked for and has been printed, the command is
// done. A mistake is an Error of one sentence; an unknown option names the nearest.
bool parse_arguments(CLI::App& app, std::span<const std::string> args);

// `--threads N`, which wins over OMP_NUM_THREADS.
void add_threads_option(CLI::App& app);

// Takes the overrides of a recipe ("--section.key=value", also "--key=value" for keys that are no
// option of the command) out of `args`; what `options` of the command itself are must be named.
struct SplitArguments {
  std::vector<std::string> own;
  std::vector<std::string> overrides;
};
SplitArguments split_overrides(std::span<const std::string> args,
                               std::span<const std::string_view> own_options);

}  // namespace dragoman::cli
