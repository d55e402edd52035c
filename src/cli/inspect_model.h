// What `dragoman inspect` says about a model's folder.
#pragma once

#include "base/files.h"

namespace dragoman::cli {

// To stdout; reads no weights and loads no tensor module.
void inspect_model(const Path& folder, bool json);

}  // namespace dragoman::cli
