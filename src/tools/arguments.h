// Do the arguments of a call fit a tool's JSON schema?
#pragma once

#include <string>

#include "base/json.h"

namespace dragoman::tools {

// "" where they do, otherwise one sentence for the model. What is read of a schema: `type`, `enum`,
// `properties`, `required` and `items`, at any depth; a property that it does not name is refused
// unless `additionalProperties` is true.
std::string mismatch(const Json& schema, const Json& arguments);

}  // namespace dragoman::tools
