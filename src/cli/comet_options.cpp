#include "cli/comet_options.h"

#include <CLI/CLI.hpp>

namespace dragoman::cli {

void add_comet_options(CLI::App& app, CometFolders& to) {
  app.add_option("--comet-model", to.model,
                 "comet, cometkiwi: the model's folder, with hparams.yaml and "
                 "checkpoints/model.ckpt");
  app.add_option("--comet-tokenizer", to.tokenizer,
                 "comet, cometkiwi: folder with the encoder's tokenizer.json and config.json "
                 "(default: the model's)");
}

void apply_comet_folders(const CometFolders& folders, MetricOptions& options) {
  const auto set = [&options](const std::string& option, const std::string& value) {
    if (!value.empty() && !options.has(option)) options.set(option, value);
  };
  for (const std::string metric : {"comet", "cometkiwi"}) {
    set(metric + ".model", folders.model);
    set(metric + ".tokenizer", folders.tokenizer);
  }
}

}  // namespace dragoman::cli
