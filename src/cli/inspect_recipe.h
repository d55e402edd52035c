// What `dragoman inspect` shows of a training recipe: the tokens that it will train on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/files.h"

namespace dragoman::cli {

struct InspectRecipe {
  Path recipe;
  std::vector<std::string> overrides;  // "--section.key=value"
  int64_t rows = 4;
  bool json = false;
};

// The first rows' examples to stdout: every token, and whether it is trained on; then the totals.
// Colours on a terminal, brackets around trained tokens elsewhere; with `json` one object an
// example (ids, tokens, trained) and one of the totals.
void inspect_recipe(const InspectRecipe& request);

}  // namespace dragoman::cli
