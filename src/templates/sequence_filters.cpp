// Filters on what can be iterated, in its order.
#include <array>

#include "templates/filters.h"
#include "templates/iterate.h"
#include "templates/operators.h"
#include "templates/subscripts.h"
#include "text/utf8.h"

namespace dragoman::templates {
namespace {

Value length(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "length", arguments, {});
  const auto size = length_of(self);
  if (!size) run.fail("a {} has no length", type_name(self));
  return Value(*size);
}

Value first(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "first", arguments, {});
  Value element;
  if (iterate(run, self)->next(run, element)) return element;
  return run.undefined("no first item: the sequence is empty");
}

Value last(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "last", arguments, {});
  if (!length_of(self)) run.fail("a {} has no last item", type_name(self));
  const Items items = collect(run, self);
  if (!items.empty()) return items.back();
  return run.undefined("no last item: the sequence is empty");
}

Value list(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "list", arguments, {});
  return run.list(collect(run, self));
}

Value reverse(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "reverse", arguments, {});
  if (self.is_string()) {
    Slice slice;
    slice.step = Value(int64_t{-1});
    return get_slice(run, self, slice);
  }
  Items items = collect(run, self);
  if (length_of(self)) return make_reversed(run, std::move(items));
  return run.list(Items(items.rbegin(), items.rend()));
}

Value items(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "items", arguments, {});
  if (!self.is_undefined() && !self.is(Kind::kDict))
    run.fail("items needs a dict, not a {}", type_name(self));
  const Value source =
      self.is_undefined() ? run.list({}) : make_view(self.share_dict(), ViewOf::kItems);
  return make_generator(run, source, arguments, [](Run& r, Iterator& from, Value& element) {
    return from.next(r, element);
  });
}

Value batch(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "batch", arguments, {"linecount", "fill_with"}, 1);
  const int64_t size = bound.integer(run, 0, 1);
  const Value fill = bound.value(1, Value());
  return make_generator(run, self, arguments, [size, fill](Run& r, Iterator& from, Value& element) {
    Items group;
    Value item;
    while ((group.empty() || static_cast<int64_t>(group.size()) != size) && from.next(r, item)) {
      r.step();
      group.push_back(item);
    }
    if (group.empty()) return false;
    while (!fill.is_none() && static_cast<int64_t>(group.size()) < size) {
      r.charge(sizeof(Value));
      group.push_back(fill);
    }
    element = r.list(std::move(group));
    return true;
  });
}

Value default_filter(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "default", arguments, {"default_value", "boolean"});
  const bool missing = self.is_undefined() || (bound.flag(run, 1, false) && !truth(run, self));
  return missing ? bound.value(0, run.text("")) : self;
}

Value sum(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "sum", arguments, {"attribute", "start"});
  const bool by_attribute = bound.has(0) && !bound[0].is_none();
  Value total = bound.value(1, Value(int64_t{0}));
  if (total.is_string()) run.fail("sum can't start with a string");
  const auto iterator = iterate(run, self);
  for (Value item; iterator->next(run, item);)
    total = arithmetic(run, Arithmetic::kAdd, total,
                       by_attribute ? get_path(run, item, bound[0]) : item);
  return total;
}

constexpr std::array kFilters{
    Filter{"batch", &batch},      Filter{"count", &length},
    Filter{"d", &default_filter}, Filter{"default", &default_filter},
    Filter{"first", &first},      Filter{"items", &items},
    Filter{"last", &last},        Filter{"length", &length},
    Filter{"list", &list},        Filter{"reverse", &reverse},
    Filter{"sum", &sum},
};

}  // namespace

std::span<const Filter> sequence_filters() { return kFilters; }

}  // namespace dragoman::templates
