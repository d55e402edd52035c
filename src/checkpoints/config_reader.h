// Reads values of a config.json's content, with errors that name the file and the key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

#include "base/error.h"
#include "base/json.h"

namespace dragoman::checkpoints {

// Views; both outlive it. A key that is null counts as missing, but for `optional`.
class ConfigReader {
 public:
  ConfigReader(const Json& json, const std::string& where) : json_(json), where_(where) {}

  const Json& json() const { return json_; }
  const std::string& where() const { return where_; }
  bool has(const char* key) const { return find(key) != nullptr; }

  template <class Value>
  Value get(const char* key, Value fallback) const {
    const Json* found = find(key);
    return found == nullptr ? fallback : convert<Value>(*found, key);
  }

  // Null says "none"; only without the key the fallback holds.
  template <class Value>
  std::optional<Value> optional(const char* key, std::optional<Value> fallback) const {
    const auto found = json_.find(key);
    if (found == json_.end()) return fallback;
    if (found->is_null()) return std::nullopt;
    return convert<Value>(*found, key);
  }

  int64_t size(const char* key) const {
    if (!json_.contains(key)) throw_input("{}: {} is missing", where_, key);
    return positive(convert<int64_t>(json_[key], key), key);
  }

  int64_t size(const char* key, int64_t fallback) const {
    return positive(get<int64_t>(key, fallback), key);
  }

  int64_t count(const char* key, int64_t largest) const {
    const int64_t value = size(key);
    if (value > largest) throw_input("{}: {} is {}, out of range", where_, key, value);
    return value;
  }

  void refuse(bool condition, const char* key, const char* what) const {
    if (condition) throw_input("{}: {} asks for {}, which is not supported", where_, key, what);
  }

 private:
  const Json* find(const char* key) const {
    const auto found = json_.find(key);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
  }

  template <class Value>
  Value convert(const Json& value, const char* key) const {
    try {
      if (fits<Value>(value)) return value.get<Value>();
    } catch (const Json::exception&) {  // within a list or an object
    }
    throw_input("{}: {} has the wrong type ({})", where_, key, shown(value));
  }

  // nlohmann itself takes true for 1, and 64.5 for 64.
  template <class Value>
  static bool fits(const Json& value) {
    if constexpr (std::is_integral_v<Value> && !std::is_same_v<Value, bool>)
      return value.is_number_integer() && (!value.is_number_unsigned() || value <= INT64_MAX);
    if constexpr (std::is_floating_point_v<Value>) return value.is_number();
    return true;
  }

  static std::string shown(const Json& value) {
    constexpr size_t kLongest = 80;
    std::string text = to_line(value);
    if (text.size() > kLongest) text = text.substr(0, kLongest) + "…";
    return text;
  }

  int64_t positive(int64_t value, const char* key) const {
    constexpr int64_t kLargest = int64_t{1} << 31;
    if (value < 1 || value > kLargest)
      throw_input("{}: {} is {}, out of range", where_, key, value);
    return value;
  }

  const Json& json_;
  const std::string& where_;
};

}  // namespace dragoman::checkpoints
