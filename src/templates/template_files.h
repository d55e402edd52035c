// Where a checkpoint folder keeps its chat templates and special tokens.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"

namespace dragoman::templates {

struct NamedTemplate {
  std::string name;  // "default", "tool_use", …
  std::string jinja;
  std::string origin;  // the file, for messages
};

// Files win over tokenizer_config.json. A folder without any is the user's error.
std::vector<NamedTemplate> find_templates(const Path& folder);

// bos_token and its siblings, as an object of strings; those that are not set are not there.
Json find_special_tokens(const Path& folder);

}  // namespace dragoman::templates
