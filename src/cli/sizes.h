// Sizes of files as users write them.
#pragma once

#include <cstdint>
#include <string>

namespace CLI {
class App;
}

namespace dragoman::cli {

// `--max_shard_size`: "5GB", "500MiB", "200000", as transformers reads it; `text` holds the
// default.
void add_shard_size_option(CLI::App& app, std::string& text);

// Its bytes; what is no size is an Error that starts with the command's name.
int64_t shard_bytes(const std::string& text, const std::string& command);

}  // namespace dragoman::cli
