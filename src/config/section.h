// A parsed recipe: values that remember the file and line they came from. The outside TOML parser
// stays in section.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/files.h"
#include "base/json.h"

namespace dragoman::config {

// Where the user wrote a value.
struct Place {
  std::string file;    // as it was named to us
  int64_t line = 0;    // from 1; 0 where none is known
  std::string option;  // "--rl.steps" when the command line said it

  std::string text() const;  // "recipe.toml, line 2", "recipe.toml" or "--rl.steps"
};

struct Value;
struct Member;
using List = std::vector<Value>;
using Table = std::vector<Member>;  // in the order of the file; keys are unique

// One value of the tree. TOML's dates are kept as their text; JSON's null is monostate.
struct Value {
  std::variant<std::monostate, bool, int64_t, double, std::string, List, Table> data;
  Place place;
  std::string typed;  // of a command-line override: its text before it was parsed

  bool is_table() const { return std::holds_alternative<Table>(data); }
  const Value* find(std::string_view key) const;  // nullptr: no table, or no such key
  Value* find(std::string_view key);
  Value& add(std::string_view key, Value value);  // replaces one of the same name
};

struct Member {
  std::string key;
  Value value;
};

// How a message shows a value: `"text"`, `3`, `a list`, `a section`.
std::string shown(const Value& value);

// The root table of a TOML text; `file` names it in messages. A syntax error is the user's.
Value parse_toml(std::string_view text, std::string_view file);

// The value of an override: TOML where it is TOML, otherwise the text itself.
Value parse_override_value(std::string_view text, std::string_view option);

// What was written, without places; keys are sorted, so that equal settings give equal JSON.
Json as_json(const Value& value);

// Numbers too large for int64 become doubles.
Value from_json(const Json& json, std::string_view file);

}  // namespace dragoman::config
