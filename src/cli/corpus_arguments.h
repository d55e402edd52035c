// What `dragoman data` takes and says where its action is a corpus stage.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/stage.h"

namespace CLI {
class App;
}

namespace dragoman::cli {

// --field, --skip_bad_lines, --compression and --memory.
void add_corpus_options(CLI::App& app, corpus::JobOptions& options);

// Of that name, with a model or without; null where there is none.
const corpus::Catalog* stages_with(const std::string& name);
std::vector<std::string_view> corpus_stage_names();

// Runs the stage and prints its report: in words, or as JSON. Returns the exit code.
int run_corpus_stage(const std::string& stage, const corpus::JobOptions& options,
                     std::span<const std::string> overrides, bool json);

}  // namespace dragoman::cli
