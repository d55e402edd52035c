// What all commands do with their arguments, over CLI11.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace dragoman::cli {

// Parses into what `app` was told; its name is the command's. False: --help was asked for and has
// been printed, the command is done. A mistake is an Error of one sentence; an unknown option names
// the nearest.
bool parse_arguments(CLI::App& app, std::span<const std::string> args);

// `--threads N`, which wins over OMP_NUM_THREADS.
void add_threads_option(CLI::App& app);

// The same for a command that takes a recipe: every "--section.key=value" and "--key=value" that is
// no option of the command is an override, for config::load_recipe.
bool parse_arguments(CLI::App& app, std::span<const std::string> args,
                     std::vector<std::string>& overrides);

}  // namespace dragoman::cli
