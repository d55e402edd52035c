// A value inside a JSON file that knows its place, so that what is wrong with it can be named:
// "tokenizer.json: pre_tokenizer.pattern: …".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace dragoman::text {

// Looks at a value that must outlive it. Every getter throws the user's error on a wrong type.
class JsonPlace {
 public:
  JsonPlace(const Json& value, std::string where) : value_(&value), where_(std::move(where)) {}

  const Json& value() const { return *value_; }
  const std::string& where() const { return where_; }

  std::string type() const { return string("type"); }
  std::string string(std::string_view key) const;
  int64_t integer(std::string_view key) const;
  bool flag(std::string_view key, std::optional<bool> fallback = std::nullopt) const;

  bool has(std::string_view key) const;  // there and not null
  std::optional<JsonPlace> child(std::string_view key) const;
  std::vector<JsonPlace> items(std::string_view key) const;  // of an array

  // "WHERE: TYPE is not supported", for a construct this program does not know.
  [[noreturn]] void unsupported(std::string_view what) const;

 private:
  const Json& at(std::string_view key) const;

  const Json* value_;
  std::string where_;
};

}  // namespace dragoman::text
