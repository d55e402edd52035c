#include "base/json.h"

#include <array>
#include <limits>

#include "base/error.h"

namespace dragoman {
namespace {

constexpr int64_t kAnyNumber = std::numeric_limits<int64_t>::max();
constexpr int64_t kList = std::numeric_limits<int64_t>::min();  // its commas are not counted

// Sees only brackets, commas and quotes; what is not JSON at all is left to the parser.
void check_limits(std::string_view text, std::string_view where, int64_t most_members) {
  std::array<int64_t, kDeepestJson + 1> members{kList};  // by depth
  size_t depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') ++i;  // outside of strings it is wrong anyway
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '[' || c == '{') {
      if (depth == kDeepestJson)
        throw_input("{}: nested more than {} deep, at its byte {}", where, kDeepestJson, i);
      members[++depth] = c == '{' ? 1 : kList;
    }
    if ((c == ']' || c == '}') && depth > 0) --depth;
    if (c == ',' && ++members[depth] > most_members)
      throw_input("{}: an object with more than {} keys, at its byte {}", where, most_members, i);
  }
}

// "parse error at line 1, column 6: …", without the library's name for it and not at any length.
std::string reason(const Json::exception& error) {
  constexpr size_t kLongest = 300;
  const std::string_view text = error.what();
  const size_t end = text.find("] ");
  return std::string(text.substr(end == text.npos ? 0 : end + 2, kLongest));
}

}  // namespace

void check_json_depth(std::string_view text, std::string_view where) {
  check_limits(text, where, kAnyNumber);
}

Json parse_json(std::string_view text, std::string_view where) {
  check_limits(text, where, kMostJsonMembers);
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    throw_input("{}: not valid JSON: {}", where, reason(error));
  }
}

std::string to_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dragoman
