// JSON as nlohmann's ordered type (key order is kept), and parsing whose errors name the place.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace dragoman {

using Json = nlohmann::ordered_json;

// Parses one document; `where` ("file: line 3") starts the message of what goes wrong. Whoever
// walks the value may call itself, as what is nested too deep is refused; and because an ordered
// object looks its keys up one by one, so is one with too many.
constexpr int kDeepestJson = 200;
constexpr int kMostJsonMembers = 20'000;
Json parse_json(std::string_view text, std::string_view where);

// The first of the two limits, for those who parse in their own way.
void check_json_depth(std::string_view text, std::string_view where);

// One line, UTF-8 as it is; bytes that are not UTF-8 become U+FFFD. NaN and infinities print as
// null.
std::string to_line(const Json& value);

}  // namespace dragoman
