// Filters that compare elements: sort, dictsort, unique, min and max. Letters count without their
// case unless `case_sensitive`.
#include <algorithm>
#include <array>

#include "templates/filters.h"
#include "templates/iterate.h"
#include "templates/operators.h"
#include "templates/printing.h"
#include "templates/subscripts.h"
#include "templates/unicode_text.h"
#include "text/normalize.h"

namespace dragoman::templates {
namespace {

Value folded(Run& run, const Value& value, bool case_sensitive) {
  return value.is_string() && !case_sensitive ? run.text(text::lower(value.string())) : value;
}

struct Keyed {
  Value key;
  Value item;
};

void sort_stably(Run& run, std::vector<Keyed>& keyed, bool reverse) {
  std::stable_sort(keyed.begin(), keyed.end(), [&](const Keyed& a, const Keyed& b) {
    return reverse ? less(run, b.key, a.key) : less(run, a.key, b.key);
  });
}

Value items_of(Run& run, std::vector<Keyed> keyed) {
  Items items;
  for (Keyed& entry : keyed) items.push_back(std::move(entry.item));
  return run.list(std::move(items));
}

// What an item is compared by: a path, or the item itself.
Value key_of(Run& run, const Value& item, const Bound& bound, size_t attribute) {
  const bool by_attribute = bound.has(attribute) && !bound[attribute].is_none();
  return by_attribute ? get_path(run, item, bound[attribute]) : item;
}

Value sort(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "sort", arguments, {"reverse", "case_sensitive", "attribute"});
  const bool case_sensitive = bound.flag(run, 1, false);
  const bool paths = bound.has(2) && bound[2].is_string();
  std::vector<Keyed> keyed;
  for (const Value& item : collect(run, self)) {
    Items keys;
    if (paths)
      for (const std::string_view path : split(bound[2].string(), ",", -1))
        keys.push_back(
            folded(run, get_path(run, item, run.text(std::string(path))), case_sensitive));
    else
      keys.push_back(folded(run, key_of(run, item, bound, 2), case_sensitive));
    keyed.push_back({run.list(std::move(keys)), item});
  }
  sort_stably(run, keyed, bound.flag(run, 0, false));
  return items_of(run, std::move(keyed));
}

Value dictsort(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "dictsort", arguments, {"case_sensitive", "by", "reverse"});
  if (!self.is(Kind::kDict)) run.fail("dictsort needs a dict, not a {}", type_name(self));
  const std::string by = bound.has(1) ? to_text(run, bound[1]) : "key";
  if (by != "key" && by != "value") run.fail("dictsort sorts by key or value, not {}", by);
  std::vector<Keyed> keyed;
  for (const auto& [key, value] : self.dict().entries())
    keyed.push_back({folded(run, by == "key" ? key : value, bound.flag(run, 0, false)),
                     run.tuple({key, value})});
  sort_stably(run, keyed, bound.flag(run, 2, false));
  return items_of(run, std::move(keyed));
}

Value unique(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "unique", arguments, {"case_sensitive", "attribute"});
  auto seen = std::make_shared<Dict>();
  return make_generator(
      run, self, arguments, [bound, seen](Run& r, Iterator& from, Value& element) {
        while (from.next(r, element)) {
          r.step();
          const Value key = folded(r, key_of(r, element, bound, 1), bound.flag(r, 0, false));
          if (!is_hashable(key)) r.fail("unique can't compare a {}", type_name(key));
          if (seen->find(r, key)) continue;
          seen->set(r, key, Value());
          return true;
        }
        return false;
      });
}

template <bool greatest>
Value extreme(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, greatest ? "max" : "min", arguments, {"case_sensitive", "attribute"});
  const bool case_sensitive = bound.flag(run, 0, false);
  std::optional<Keyed> best;
  for (const Value& item : collect(run, self)) {
    Keyed next{folded(run, key_of(run, item, bound, 1), case_sensitive), item};
    if (!best || (greatest ? less(run, best->key, next.key) : less(run, next.key, best->key)))
      best = std::move(next);
  }
  if (best) return best->item;
  return run.undefined("no aggregated item: the sequence is empty");
}

constexpr std::array kFilters{
    Filter{"dictsort", &dictsort}, Filter{"max", &extreme<true>}, Filter{"min", &extreme<false>},
    Filter{"sort", &sort},         Filter{"unique", &unique},
};

}  // namespace

std::span<const Filter> order_filters() { return kFilters; }

}  // namespace dragoman::templates
