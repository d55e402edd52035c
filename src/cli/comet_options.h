// --comet-model and --comet-tokenizer: the folders of learned metrics, for the commands that score.
#pragma once

#include <string>

#include "cli/metric_options.h"

namespace CLI {
class App;
}

namespace dragoman::cli {

struct CometFolders {
  std::string model;
  std::string tokenizer;
};

void add_comet_options(CLI::App& app, CometFolders& to);

// As options of comet and of cometkiwi, where --comet.model=… and the like have not been given.
void apply_comet_folders(const CometFolders& folders, MetricOptions& options);

}  // namespace dragoman::cli
