// A judge's reply that is to be one JSON object, read strictly: what else is said around it, a name
// that stands twice, or anything that is not JSON makes it no reply at all.
#pragma once

#include <optional>
#include <string_view>

#include "base/json.h"

namespace dragoman::oracles {

// The object, at most a few objects or lists deep; nothing for any other reply. Never throws.
std::optional<Json> read_json_reply(std::string_view reply);

}  // namespace dragoman::oracles
