// How a struct lists its options, once. Reading, writing, ranges, help and the reference pages are
// visitors of the same list:
//
//   struct ChrfConfig {
//     int64_t char_order = 6;
//     std::string mode = "plain";
//     template <class Visitor> void fields(Visitor& visit) {
//       visit("char_order", char_order, "longest character n-gram", config::Range{1, 20});
//       visit("mode", mode, "what is compared", config::OneOf{{"plain", "folded"}});
//     }
//     void validate(config::Problems& problems) const;  // optional: relations between fields
//   };
//
// A field is a bool, int64_t, double, std::string or Path (the scalars), a std::optional or
// std::vector of scalars or structs, a std::map from std::string to a scalar, a struct with
// `fields`, or a Part (config/catalog.h). Defaults are the struct's initialisers.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace dragoman::config {

// Bounds of a number, or of every number of a list. Both ends belong to it unless said otherwise.
struct Range {
  double min = 0.0;
  double max = 0.0;
  bool min_excluded = false;

  bool contains(double value) const;
  std::string text() const;  // "in [1, 20]", "at least 1", "above 0"
};

constexpr Range at_least(double min) { return {min, std::numeric_limits<double>::infinity()}; }
constexpr Range above(double min) { return {min, std::numeric_limits<double>::infinity(), true}; }

// The texts a std::string may hold, or every text of a list: OneOf{{"a", "b"}}.
struct OneOf {
  std::vector<std::string_view> names;
};

// The key has no default: leaving it out is a mistake.
struct Required {};

// All that was said about one field.
struct Rules {
  std::optional<Range> range;
  std::vector<std::string_view> names;  // empty: any
  bool required = false;

  void add(const Range& given) { range = given; }
  void add(const OneOf& given) { names = given.names; }
  void add(const Required&) { required = true; }
  std::string text() const;  // "in [1, 20]", "one of a, b", "" when all is allowed
};

template <class... Constraints>
Rules rules_of(const Constraints&... constraints) {
  Rules rules;
  (rules.add(constraints), ...);
  return rules;
}

// An entry without options of its own.
struct NoOptions {
  template <class Visitor>
  void fields(Visitor&) {}
};

template <class Product, class... Context>
class Catalog;
template <class Product, class... Context>
class Part;
class Problems;

struct AnyVisitor {
  template <class... Args>
  void operator()(Args&&...) {}
};

template <class T>
concept Scalar = std::same_as<T, bool> || std::same_as<T, int64_t> || std::same_as<T, double> ||
    std::same_as<T, std::string> || std::same_as<T, Path>;

template <class T>
concept Struct = requires(T value, AnyVisitor visit) {
  value.fields(visit);
};

template <class T>
concept Validated = requires(const T value, Problems& problems) {
  value.validate(problems);
};

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsMap = false;
template <Scalar T>
inline constexpr bool kIsMap<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool kIsPart = false;
template <class Product, class... Context>
inline constexpr bool kIsPart<Part<Product, Context...>> = true;

}  // namespace dragoman::config
