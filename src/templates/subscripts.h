// value[key], value.name and value[a:b:c].
#pragma once

#include <optional>
#include <string>

#include "templates/run.h"
#include "templates/value.h"

namespace dragoman::templates {

// As Jinja's: an element, else an attribute of that name, else Undefined.
Value get_item(Run& run, const Value& value, const Value& key);
// The other way round.
Value get_attribute(Run& run, const Value& value, const std::string& name);

struct Slice {
  Value start;  // None where it is left out
  Value stop;
  Value step;
};
Value get_slice(Run& run, const Value& value, const Slice& slice);

// A path such as "function.name" or "0.role" through get_item; anything but a string or a number is
// taken as one key.
Value get_path(Run& run, const Value& value, const Value& path);

}  // namespace dragoman::templates
