// The command line of `dragoman compare`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/comet_options.h"
#include "cli/score_arguments.h"
#include "evaluation/system_comparison.h"

namespace dragoman::cli {

struct CompareArguments {
  ScoreArguments texts;  // metrics; files of references, systems and what stands beside them
  std::vector<std::string> names;
  std::string language_pair;
  std::string tokenize;  // "": by the language pair
  std::string domains;
  std::string difficulties;
  std::vector<std::string> judges;  // NAME=FILE
  std::string human;
  std::string train;
  std::string test = "bootstrap";
  int64_t samples = 0;  // 0: the test's usual number
  uint64_t seed = metrics::kDefaultSeed;
  std::string html;
  int64_t num_samples = 40;
  std::string format = "text";
  bool runs = false;  // the inputs are run folders
  CometFolders comet;
  evaluation::ComparisonOptions options;
};

// nullopt: --help was printed. What contradicts itself is the user's error.
std::optional<CompareArguments> parse_compare_arguments(std::span<const std::string> args);

}  // namespace dragoman::cli
