// Values as text, exactly as Python prints them.
#pragma once

#include <string>

#include "templates/run.h"
#include "templates/value.h"

namespace dragoman::templates {

std::string to_text(Run& run, const Value& value);  // str(value)
std::string to_repr(Run& run, const Value& value);  // repr(value)
// The same where a copy can be spared.
void append_text(Run& run, const Value& value, std::string& out);

std::string float_text(double value);  // the shortest digits that give the float back

// json.dumps with ensure_ascii=False unless asked; what JSON has no place for is an error.
struct JsonStyle {
  std::string indent;  // of one level
  bool multiline = false;
  std::string item_separator = ", ";
  std::string key_separator = ": ";
  bool ensure_ascii = false;
  bool sort_keys = false;
};
std::string to_json(Run& run, const Value& value, const JsonStyle& style);

}  // namespace dragoman::templates
