// The visitors that look at a struct: its values as JSON (config.resolved.json), and its options as
// a list for help and the reference pages.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/json.h"
#include "config/fields.h"

namespace dragoman::config {

// One option as help shows it.
struct Option {
  std::string name;
  std::string type;           // "whole number", "list of texts", "section", …
  std::string default_value;  // as TOML; "" for sections and where there is none
  std::string allowed;        // "in [1, 20]", "one of a, b", "" when all is
  std::string help;
  bool required = false;
  std::vector<Option> fields;  // of a section, or of each section of a list
};

// Fills a JSON object, in the order of the fields. Reading it back gives an equal struct.
class Writer {
 public:
  explicit Writer(Json& object) : object_(object) {}

  template <class T, class... Constraints>
  requires(!kIsPart<T>) void operator()(const char* name, T& value, const char* /*help*/,
                                        const Constraints&...) {
    object_[name] = json_of(value);
  }

  template <class Product, class... Context>
  void operator()(const char* name, Part<Product, Context...>& part, const char* /*help*/,
                  const Catalog<Product, Context...>&) {
    object_[name] = part.name();
    part.write(*this);
  }

  template <class T>
  static Json json_of(T& value) {
    if constexpr (std::same_as<T, Path>) {
      return value.string();
    } else if constexpr (Struct<T>) {
      Json object = Json::object();
      Writer writer(object);
      value.fields(writer);
      return object;
    } else if constexpr (kIsOptional<T>) {
      return value ? json_of(*value) : Json(nullptr);
    } else if constexpr (kIsVector<T>) {
      Json list = Json::array();
      for (auto& item : value) list.push_back(json_of(item));
      return list;
    } else if constexpr (kIsMap<T>) {
      Json object = Json::object();
      for (auto& [key, item] : value) object[key] = json_of(item);
      return object;
    } else {
      return value;
    }
  }

 private:
  Json& object_;
};

// The struct's values as JSON. Takes a copy: `fields` hands out references it could write to.
template <Struct T>
Json to_json(T value) {
  return Writer::json_of(value);
}

// "true", "\"text\"", "[1, 2]": how a default is written in a recipe; "" for null.
std::string toml_text(const Json& value);

template <class T>
std::string type_name(bool many = false) {
  if constexpr (std::same_as<T, bool>) return many ? "flags" : "true or false";
  if constexpr (std::same_as<T, int64_t>) return many ? "whole numbers" : "whole number";
  if constexpr (std::same_as<T, double>) return many ? "numbers" : "number";
  if constexpr (std::same_as<T, std::string>) return many ? "texts" : "text";
  if constexpr (std::same_as<T, Path>) return many ? "paths" : "path";
  if constexpr (Struct<T>) return many ? "sections" : "section";
  if constexpr (kIsOptional<T>) return type_name<typename T::value_type>(many) + " or none";
  if constexpr (kIsVector<T>) return "list of " + type_name<typename T::value_type>(true);
  if constexpr (kIsMap<T>) return "table of " + type_name<typename T::mapped_type>(true);
}

class Describer {
 public:
  explicit Describer(std::vector<Option>& options) : options_(options) {}

  template <class T, class... Constraints>
  requires(!kIsPart<T>) void operator()(const char* name, T& value, const char* help,
                                        const Constraints&... constraints) {
    const Rules rules = rules_of(constraints...);
    Option option{name, type_name<T>(), "", rules.text(), help, rules.required, {}};
    if constexpr (!Struct<T>) {
      if (!rules.required) option.default_value = toml_text(Writer::json_of(value));
    }
    nest(value, option.fields);
    options_.push_back(std::move(option));
  }

  template <class Product, class... Context>
  void operator()(const char* name, Part<Product, Context...>& part, const char* help,
                  const Catalog<Product, Context...>& catalog) {
    Rules rules;
    rules.names = catalog.names();
    const std::string preset = part.name().empty() ? "" : toml_text(Json(part.name()));
    options_.push_back({name, "text", preset, rules.text(), help, part.name().empty(), {}});
    if (part.options() == nullptr) return;
    for (Option& option : part.options()->describe()) options_.push_back(std::move(option));
  }

 private:
  template <class T>
  static void nest(T& value, std::vector<Option>& options) {
    Describer describer(options);
    if constexpr (Struct<T>) {
      value.fields(describer);
    } else if constexpr (kIsOptional<T> || kIsVector<T>) {
      typename T::value_type element{};
      nest(element, options);
    }
  }

  std::vector<Option>& options_;
};

// The options of a struct with its defaults.
template <Struct T>
std::vector<Option> describe(T value = {}) {
  std::vector<Option> options;
  Describer describer(options);
  value.fields(describer);
  return options;
}

}  // namespace dragoman::config
