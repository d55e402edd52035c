#include "base/json.h"

#include "base/error.h"

namespace dragoman {

void check_json_depth(std::string_view text, std::string_view where) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') ++i;  // outside of strings it is wrong anyway
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > kDeepestJson)
      throw_input("{}: nested more than {} deep, at its byte {}", where, kDeepestJson, i);
  }
}

Json parse_json(std::string_view text, std::string_view where) {
  check_json_depth(text, where);
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    throw_input("{}: not valid JSON: {}", where, error.what());
  }
}

std::string to_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dragoman
