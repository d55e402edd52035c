// map, select, reject, selectattr and rejectattr: generators, so nothing happens before somebody
// iterates.
#include <array>

#include "templates/filters.h"
#include "templates/iterate.h"
#include "templates/operators.h"
#include "templates/printing.h"
#include "templates/subscripts.h"

namespace dragoman::templates {
namespace {

// Jinja takes what is empty or none for an empty sequence.
Value source_of(Run& run, const Value& self) { return truth(run, self) ? self : run.list({}); }

std::string name_of(Run& run, const Value& value, const char* what) {
  if (!value.is_string()) run.fail("the name of a {} is a string", what);
  return value.string();
}

Value map_attribute(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "map", arguments, {"attribute", "default"}, 1);
  const Value path = bound[0];
  const Value fallback = bound.value(1, Value());
  return make_generator(run, source_of(run, self), arguments,
                        [path, fallback](Run& r, Iterator& from, Value& element) {
                          Value item;
                          if (!from.next(r, item)) return false;
                          element = get_path(r, item, path);
                          if (element.is_undefined() && !fallback.is_none()) element = fallback;
                          return true;
                        });
}

Value map(Run& run, const Value& self, const Arguments& arguments) {
  if (arguments.positional.empty() && arguments.find("attribute"))
    return map_attribute(run, self, arguments);
  if (arguments.positional.empty()) run.fail("map needs a filter or attribute=");
  const std::string name = name_of(run, arguments.positional[0], "filter");
  const Method filter = find_filter(name);
  if (!filter) run.fail("there is no filter {}", name);
  Arguments rest{{arguments.positional.begin() + 1, arguments.positional.end()}, arguments.named};
  return make_generator(run, source_of(run, self), arguments,
                        [filter, rest = std::move(rest)](Run& r, Iterator& from, Value& element) {
                          Value item;
                          if (!from.next(r, item)) return false;
                          const Run::Call depth(r);
                          element = filter(r, item, rest);
                          return true;
                        });
}

struct Choice {
  bool keep = true;
  std::optional<Value> path;      // of what is tested; nothing for the element itself
  Condition condition = nullptr;  // null: its truth
  Arguments rest;
};

bool fits(Run& run, const Choice& choice, const Value& element) {
  run.step();
  const Value tested = choice.path ? get_path(run, element, *choice.path) : element;
  const bool holds =
      choice.condition ? choice.condition(run, tested, choice.rest) : truth(run, tested);
  return holds == choice.keep;
}

Value choose(Run& run, const Value& self, const Arguments& arguments, Choice choice) {
  const Items& given = arguments.positional;
  const size_t used = choice.path ? 1 : 0;
  if (given.size() > used) {
    const std::string name = name_of(run, given[used], "test");
    choice.condition = find_condition(name);
    if (!choice.condition) run.fail("there is no test {}", name);
    choice.rest.positional.assign(given.begin() + static_cast<int64_t>(used) + 1, given.end());
    choice.rest.named = arguments.named;
  }
  return make_generator(run, source_of(run, self), arguments,
                        [choice = std::move(choice)](Run& r, Iterator& from, Value& element) {
                          while (from.next(r, element))
                            if (fits(r, choice, element)) return true;
                          return false;
                        });
}

template <bool keep>
Value choose_items(Run& run, const Value& self, const Arguments& arguments) {
  return choose(run, self, arguments, {keep, {}, nullptr, {}});
}

template <bool keep>
Value choose_by_attribute(Run& run, const Value& self, const Arguments& arguments) {
  if (arguments.positional.empty()) run.fail("selectattr needs the name of an attribute");
  return choose(run, self, arguments, {keep, arguments.positional[0], nullptr, {}});
}

constexpr std::array kFilters{
    Filter{"map", &map},
    Filter{"reject", &choose_items<false>},
    Filter{"rejectattr", &choose_by_attribute<false>},
    Filter{"select", &choose_items<true>},
    Filter{"selectattr", &choose_by_attribute<true>},
};

}  // namespace

std::span<const Filter> selection_filters() { return kFilters; }

}  // namespace dragoman::templates
