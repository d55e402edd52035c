#include "tools/arguments.h"

#include <fmt/format.h>

#include <algorithm>

namespace dragoman::tools {
namespace {

bool is_a(const Json& value, const std::string& type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  if (type == "null") return value.is_null();
  return true;
}

bool has_type(const Json& value, const Json& wanted) {
  if (wanted.is_string()) return is_a(value, wanted.get<std::string>());
  return !wanted.is_array() || std::any_of(wanted.begin(), wanted.end(),
                                           [&](const Json& type) { return has_type(value, type); });
}

std::string check(const Json& schema, const Json& value, const std::string& name);

std::string check_members(const Json& schema, const Json& value) {
  const Json properties = schema.value("properties", Json::object());
  for (const Json& name : schema.value("required", Json::array()))
    if (name.is_string() && !value.contains(name.get<std::string>()))
      return fmt::format("the argument {} is missing", name.get<std::string>());
  const Json others = schema.value("additionalProperties", Json(false));
  for (const auto& [name, member] : value.items()) {
    if (properties.contains(name)) {
      if (std::string found = check(properties[name], member, name); !found.empty()) return found;
    } else if (others == Json(false)) {
      return fmt::format("there is no argument {}", name);
    }
  }
  return "";
}

std::string check(const Json& schema, const Json& value, const std::string& name) {
  if (!schema.is_object()) return "";
  if (schema.contains("type") && !has_type(value, schema["type"]))
    return fmt::format("{} must be of the type {}", name, to_line(schema["type"]));
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
    return fmt::format("{} must be one of {}", name, to_line(schema["enum"]));
  if (value.is_object() && schema.contains("properties")) return check_members(schema, value);
  if (value.is_array() && schema.contains("items"))
    for (const Json& item : value)
      if (std::string found = check(schema["items"], item, name); !found.empty()) return found;
  return "";
}

}  // namespace

std::string mismatch(const Json& schema, const Json& arguments) {
  if (!arguments.is_object()) return "the arguments must be an object";
  return check(schema, arguments, "the arguments");
}

}  // namespace dragoman::tools
