// JSON as nlohmann's ordered type (key order is kept), and parsing whose errors name the place.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace dragoman {

using Json = nlohmann::ordered_json;

// Parses one document; `where` ("file: line 3") starts the message of what goes wrong. One that is
// nested more than kDeepestJson deep is refused, so that whoever walks the value may call itself.
Json parse_json(std::string_view text, std::string_view where);

// The limit alone, for those who parse in their own way.
constexpr int kDeepestJson = 200;
void check_json_depth(std::string_view text, std::string_view where);

// One line, UTF-8 as it is; bytes that are not UTF-8 become U+FFFD. NaN and infinities print as
// null.
std::string to_line(const Json& value);

}  // namespace dragoman
