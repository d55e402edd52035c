#include "oracles/json_reply.h"

#include <set>
#include <string>
#include <vector>

#include "text/utf8.h"

namespace dragoman::oracles {
namespace {

constexpr int kDeepest = 4;

}  // namespace

std::optional<Json> read_json_reply(std::string_view reply) {
  bool sound = true;
  std::vector<std::set<std::string>> names;  // of the objects that are open
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end && !names.empty()) names.pop_back();
    if (event == Json::parse_event_t::key && !names.empty())
      sound = names.back().insert(value.get<std::string>()).second && sound;
    sound = sound && depth <= kDeepest;
    return sound;  // what is refused isn't kept
  };
  Json object = Json::parse(text::strip(reply), watch, /*allow_exceptions=*/false);
  if (!sound || !object.is_object()) return std::nullopt;
  return object;
}

}  // namespace dragoman::oracles
