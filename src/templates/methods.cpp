#include "templates/methods.h"

#include <algorithm>
#include <array>
#include <span>

#include "templates/iterate.h"
#include "templates/operators.h"
#include "templates/unicode_text.h"

namespace dragoman::templates {
namespace {

// What Python has and these templates may not use, or we do not offer.
constexpr std::array<std::string_view, 8> kChangingLists = {"append", "clear",  "extend",  "insert",
                                                            "pop",    "remove", "reverse", "sort"};
constexpr std::array<std::string_view, 5> kChangingDicts = {"clear", "pop", "popitem", "setdefault",
                                                            "update"};
constexpr std::array<std::string_view, 5> kUnsupportedOfText = {
    "encode", "expandtabs", "format_map", "maketrans", "translate"};
constexpr std::array<std::string_view, 13> kUnsupportedOfNumbers = {
    "as_integer_ratio", "bit_count", "bit_length", "conjugate", "denominator",
    "from_bytes",       "fromhex",   "hex",        "imag",      "is_integer",
    "numerator",        "real",      "to_bytes"};

bool is_in(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Value get(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "get", arguments, {"key", "default"}, 1);
  if (!is_hashable(bound[0])) run.fail("a {} is no key of a dict", type_name(bound[0]));
  const Value* found = self.dict().find(run, bound[0]);
  return found ? *found : bound.value(1, Value());
}

template <ViewOf what>
Value view(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "this method", arguments, {});
  return make_view(self.share_dict(), what);
}

Value copy(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "copy", arguments, {});
  return self;
}

Value count_items(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "count", arguments, {"value"}, 1);
  int64_t count = 0;
  for (const Value& item : self.items()) count += equal(run, item, bound[0]);
  return Value(count);
}

Value index_of(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "index", arguments, {"value", "start", "stop"}, 1);
  const auto size = static_cast<int64_t>(self.items().size());
  const auto place = [&](size_t i, int64_t fallback) {
    const int64_t at = bound.integer(run, i, fallback);
    return std::clamp<int64_t>(at < 0 ? at + size : at, 0, size);
  };
  for (int64_t i = place(1, 0), end = place(2, size); i < end; ++i)
    if (equal(run, self.items()[static_cast<size_t>(i)], bound[0])) return Value(i);
  run.fail("the value is not in the {}", type_name(self));
}

Method container_method(const Value& value, std::string_view name) {
  if (value.is(Kind::kDict)) {
    if (name == "get") return &get;
    if (name == "items") return &view<ViewOf::kItems>;
    if (name == "keys") return &view<ViewOf::kKeys>;
    if (name == "values") return &view<ViewOf::kValues>;
    if (name == "copy") return &copy;
    return nullptr;
  }
  if (name == "count") return &count_items;
  if (name == "index") return &index_of;
  return name == "copy" && value.is(Kind::kList) ? &copy : nullptr;
}

Value bind(const Value& self, Method method) {
  return make_function(
      [self, method](Run& run, const Arguments& arguments) { return method(run, self, arguments); },
      self.depth() + 1);
}

std::optional<Value> text_method(Run& run, const Value& value, std::string_view name) {
  if (value.is_markup() && (string_method(name) || name.starts_with("is")))
    run.fail("the method {} of an escaped text is not supported", name);
  if (const Method method = string_method(name)) return bind(value, method);
  if (name.starts_with("is") && is_all(name.substr(2), ""))
    return make_function([value, name = std::string(name)](Run& r, const Arguments& arguments) {
      const Bound bound(r, name, arguments, {});
      r.charge(static_cast<int64_t>(value.string().size()));
      return Value(*is_all(name.substr(2), value.string()));
    });
  if (is_in(kUnsupportedOfText, name)) run.fail("the method {} is not supported", name);
  return std::nullopt;
}

}  // namespace

std::optional<Value> find_method(Run& run, const Value& value, std::string_view name) {
  switch (value.kind()) {
    case Kind::kString: return text_method(run, value, name);
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kFloat:
      if (is_in(kUnsupportedOfNumbers, name)) run.fail("the attribute {} is not supported", name);
      return std::nullopt;
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kDict: break;
    default: return std::nullopt;
  }
  if (const Method method = container_method(value, name)) return bind(value, method);
  if (value.is(Kind::kDict) && name == "fromkeys") run.fail("the method fromkeys is not supported");
  const bool changing = value.is(Kind::kDict)
                            ? is_in(kChangingDicts, name)
                            : value.is(Kind::kList) && is_in(kChangingLists, name);
  if (changing)
    return run.undefined("{} would change a {}, which a template may not", name, type_name(value));
  return std::nullopt;
}

}  // namespace dragoman::templates
