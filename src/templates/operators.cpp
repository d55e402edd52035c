#include "templates/operators.h"

#include <algorithm>
#include <cmath>

#include "templates/object.h"
#include "templates/unicode_text.h"

namespace dragoman::templates {
namespace {

bool is_sequence(const Value& value) { return value.is(Kind::kList) || value.is(Kind::kTuple); }

// Exact, also between an integer and a float.
int order_numbers(const Value& left, const Value& right) {
  const auto a = left.is_integral() ? static_cast<long double>(left.integer())
                                    : static_cast<long double>(left.number());
  const auto b = right.is_integral() ? static_cast<long double>(right.integer())
                                     : static_cast<long double>(right.number());
  if (std::isnan(a) || std::isnan(b)) return 2;
  return a < b ? -1 : a > b ? 1 : 0;
}

bool equal_dicts(Run& run, const Dict& left, const Dict& right) {
  if (left.entries().size() != right.entries().size()) return false;
  return std::all_of(left.entries().begin(), left.entries().end(), [&](const Dict::Entry& entry) {
    const Value* other = right.find(run, entry.first);
    return other && equal(run, entry.second, *other);
  });
}

[[noreturn]] void cannot_order(Run& run, const Value& left, const Value& right) {
  for (const Value* value : {&left, &right})
    if (value->is_undefined()) run.fail_with(value->message());
  run.fail("a {} and a {} can't be ordered", type_name(left), type_name(right));
}

bool less_sequences(Run& run, const Items& left, const Items& right) {
  for (size_t i = 0; i < std::min(left.size(), right.size()); ++i)
    if (!equal(run, left[i], right[i])) return less(run, left[i], right[i]);
  return left.size() < right.size();
}

}  // namespace

bool truth(Run& run, const Value& value) {
  switch (value.kind()) {
    case Kind::kNone:
    case Kind::kUndefined: return false;
    case Kind::kBool:
    case Kind::kInt: return value.integer() != 0;
    case Kind::kFloat: return value.number() != 0.0;
    case Kind::kString: return !value.string().empty();
    case Kind::kList:
    case Kind::kTuple: return !value.items().empty();
    case Kind::kDict: return !value.dict().entries().empty();
    case Kind::kObject: break;
  }
  run.step();
  return value.object().length().value_or(1) != 0;
}

bool equal(Run& run, const Value& left, const Value& right) {
  run.step();
  if (left.is_number() && right.is_number()) return order_numbers(left, right) == 0;
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case Kind::kNone:
    case Kind::kUndefined: return true;
    case Kind::kString: return left.string() == right.string();
    case Kind::kList:
    case Kind::kTuple: {
      const Items& a = left.items();
      const Items& b = right.items();
      return a.size() == b.size() &&
             std::equal(a.begin(), a.end(), b.begin(),
                        [&](const Value& x, const Value& y) { return equal(run, x, y); });
    }
    case Kind::kDict: return equal_dicts(run, left.dict(), right.dict());
    case Kind::kObject: return left.object().equals(run, right.object());
    default: return false;
  }
}

bool less(Run& run, const Value& left, const Value& right) {
  run.step();
  if (left.is_number() && right.is_number()) return order_numbers(left, right) == -1;
  if (left.is_string() && right.is_string()) return left.string() < right.string();
  if (is_sequence(left) && left.kind() == right.kind())
    return less_sequences(run, left.items(), right.items());
  cannot_order(run, left, right);
}

bool compare(Run& run, Comparison how, const Value& left, const Value& right) {
  switch (how) {
    case Comparison::kEqual: return equal(run, left, right);
    case Comparison::kNotEqual: return !equal(run, left, right);
    case Comparison::kLess: return less(run, left, right);
    case Comparison::kGreater: return less(run, right, left);
    default: break;
  }
  const bool smaller = how == Comparison::kLessEqual;
  if (left.is_number() && right.is_number()) {
    const int order = order_numbers(left, right);
    return order == 0 || order == (smaller ? -1 : 1);
  }
  if (left.kind() == right.kind() && (left.is_string() || is_sequence(left)))
    return smaller ? !less(run, right, left) : !less(run, left, right);
  cannot_order(run, left, right);
}

bool contains(Run& run, const Value& container, const Value& element) {
  switch (container.kind()) {
    case Kind::kString:
      if (!element.is_string())
        run.fail("`in` a string needs a string, not {}", type_name(element));
      run.charge(static_cast<int64_t>(container.string().size()));
      return find_bytes(container.string(), element.string()) != std::string::npos;
    case Kind::kList:
    case Kind::kTuple:
      return std::any_of(container.items().begin(), container.items().end(),
                         [&](const Value& item) { return equal(run, item, element); });
    case Kind::kUndefined: return false;
    case Kind::kDict:
      if (!is_hashable(element)) run.fail("a {} is no key of a dict", type_name(element));
      return container.dict().find(run, element) != nullptr;
    case Kind::kObject: break;
    default: run.fail("`in` needs a container, not {}", type_name(container));
  }
  if (const auto known = container.object().contains(run, element)) return *known;
  const auto iterator = container.object().iterate(run);
  if (!iterator) run.fail("`in` needs a container, not {}", type_name(container));
  for (Value item; iterator->next(run, item);)
    if (equal(run, item, element)) return true;
  return false;
}

bool is_hashable(const Value& value) {
  switch (value.kind()) {
    case Kind::kList:
    case Kind::kDict: return false;
    case Kind::kTuple: return std::all_of(value.items().begin(), value.items().end(), is_hashable);
    default: return true;
  }
}

}  // namespace dragoman::templates
