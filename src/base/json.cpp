#include "base/json.h"

#include "base/error.h"

namespace dragoman {

Json parse_json(std::string_view text, std::string_view where) {
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
