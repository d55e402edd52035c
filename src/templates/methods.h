// The methods of strings, dicts, lists and tuples that the sandbox allows.
#pragma once

#include <optional>
#include <string_view>

#include "templates/object.h"

namespace dragoman::templates {

// The method bound to its value. Nothing for what Python does not have; what it has and we do not,
// or what would change the value, is the template's error.
std::optional<Value> find_method(Run& run, const Value& value, std::string_view name);

// Those of strings, by name; null for an unknown one.
using Method = Value (*)(Run& run, const Value& self, const Arguments& arguments);
Method string_method(std::string_view name);

// str.replace; a limit below 0 is none.
struct Replacement {
  std::string_view from;
  std::string_view to;
  int64_t limit = -1;
};
Value replaced(Run& run, std::string_view text, const Replacement& how);

}  // namespace dragoman::templates
