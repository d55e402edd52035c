// What stands beside the vocabulary in a folder without a tokenizer.json: tokenizer_config.json and
// added_tokens.json.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "text/tokenizer_file.h"

namespace dragoman::text {

struct FolderConfig {
  std::string where;               // the file's name, for messages
  Json json = Json::object();      // of tokenizer_config.json
  std::string kind;                // its tokenizer_class without "Fast"; "" where none is named
  std::vector<AddedToken> tokens;  // by id
};

// Files that are not there say nothing.
FolderConfig read_folder_config(const Path& folder);

}  // namespace dragoman::text
