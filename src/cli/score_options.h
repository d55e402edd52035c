// Every option of `dragoman score`, as the command-line parser knows it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/comet_options.h"
#include "cli/score_arguments.h"

namespace CLI {
class App;
}

namespace dragoman::cli {

// What the parser writes besides ScoreArguments.
struct GivenScoreOptions {
  std::string format = "json";
  std::optional<std::string> tokenize;
  std::optional<std::string> seed;
  std::string test_sets;  // with commas between
  bool paired_bs = false;
  bool paired_ar = false;
  bool no_color = false;
  bool version = false;
  int64_t jobs = 1;    // the tests need no further processes
  bool quiet = false;  // there is little to silence
  CometFolders comet;
};

// sacreBLEU's short options of several letters, such as -tok and -tok=zh, by their long names.
std::vector<std::string> with_long_names(std::span<const std::string> args);

void add_score_options(CLI::App& app, ScoreArguments& to, GivenScoreOptions& given);

}  // namespace dragoman::cli
