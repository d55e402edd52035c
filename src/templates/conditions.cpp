// What may stand after `is`.
#include <array>

#include "templates/filters.h"
#include "templates/iterate.h"
#include "templates/operators.h"
#include "templates/printing.h"
#include "templates/unicode_text.h"

namespace dragoman::templates {
namespace {

const Value& other_of(Run& run, const Arguments& arguments) {
  if (arguments.positional.size() != 1 || !arguments.named.empty())
    run.fail("this test needs one argument");
  return arguments.positional[0];
}

template <Comparison how>
bool compares(Run& run, const Value& value, const Arguments& arguments) {
  return compare(run, how, value, other_of(run, arguments));
}

int64_t remainder(Run& run, const Value& value, const Value& divisor) {
  const Value left = arithmetic(run, Arithmetic::kModulo, value, divisor);
  if (!left.is_number()) run.fail("this test needs a number, not a {}", type_name(value));
  return left.is_integral() ? left.integer()
                            : (left.number() == 0.0   ? 0
                               : left.number() == 1.0 ? 1
                                                      : 2);
}

bool odd(Run& run, const Value& value, const Arguments&) {
  return remainder(run, value, Value(int64_t{2})) == 1;
}

bool even(Run& run, const Value& value, const Arguments&) {
  return remainder(run, value, Value(int64_t{2})) == 0;
}

bool divisible(Run& run, const Value& value, const Arguments& arguments) {
  return remainder(run, value, other_of(run, arguments)) == 0;
}

template <Kind kind>
bool has_kind(Run&, const Value& value, const Arguments&) {
  return value.is(kind);
}

bool defined(Run&, const Value& value, const Arguments&) { return !value.is_undefined(); }
bool number(Run&, const Value& value, const Arguments&) { return value.is_number(); }

template <bool flag>
bool is_flag(Run&, const Value& value, const Arguments&) {
  return value.is(Kind::kBool) && (value.integer() != 0) == flag;
}

bool callable(Run&, const Value& value, const Arguments&) {
  return value.is_undefined() || (value.is(Kind::kObject) && value.object().callable());
}

bool escaped(Run&, const Value& value, const Arguments&) { return value.is_markup(); }

bool sequence(Run&, const Value& value, const Arguments&) {
  switch (value.kind()) {
    case Kind::kUndefined:  // it answers to both len() and []
    case Kind::kString:
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kDict: return true;
    case Kind::kObject: return value.object().type() == "range";
    default: return false;
  }
}

bool iterable(Run& run, const Value& value, const Arguments&) {
  return try_iterate(run, value) != nullptr;
}

bool is_in(Run& run, const Value& value, const Arguments& arguments) {
  return contains(run, other_of(run, arguments), value);
}

bool same_as(Run& run, const Value& value, const Arguments& arguments) {
  return value.same_as(other_of(run, arguments));
}

// Names are looked up as keys: what is none is simply not there.
bool must_hash(Run& run, const Value& value) {
  if (!is_hashable(value)) run.fail("a {} is no name", type_name(value));
  return false;
}

bool is_filter(Run& run, const Value& value, const Arguments&) {
  if (!value.is_string()) return must_hash(run, value);
  return find_filter(value.string()) || is_unsupported_filter(value.string());
}

bool is_test(Run& run, const Value& value, const Arguments&) {
  if (!value.is_string()) return must_hash(run, value);
  return find_condition(value.string()) != nullptr;
}

template <bool upper>
bool letters(Run& run, const Value& value, const Arguments&) {
  return *is_all(upper ? "upper" : "lower", to_text(run, value));
}

struct Row {
  std::string_view name;
  Condition condition;
};

constexpr std::array kConditions{
    Row{"!=", &compares<Comparison::kNotEqual>},
    Row{"<", &compares<Comparison::kLess>},
    Row{"<=", &compares<Comparison::kLessEqual>},
    Row{"==", &compares<Comparison::kEqual>},
    Row{">", &compares<Comparison::kGreater>},
    Row{">=", &compares<Comparison::kGreaterEqual>},
    Row{"boolean", &has_kind<Kind::kBool>},
    Row{"callable", &callable},
    Row{"defined", &defined},
    Row{"divisibleby", &divisible},
    Row{"eq", &compares<Comparison::kEqual>},
    Row{"equalto", &compares<Comparison::kEqual>},
    Row{"escaped", &escaped},
    Row{"even", &even},
    Row{"false", &is_flag<false>},
    Row{"filter", &is_filter},
    Row{"float", &has_kind<Kind::kFloat>},
    Row{"ge", &compares<Comparison::kGreaterEqual>},
    Row{"greaterthan", &compares<Comparison::kGreater>},
    Row{"gt", &compares<Comparison::kGreater>},
    Row{"in", &is_in},
    Row{"integer", &has_kind<Kind::kInt>},
    Row{"iterable", &iterable},
    Row{"le", &compares<Comparison::kLessEqual>},
    Row{"lessthan", &compares<Comparison::kLess>},
    Row{"lower", &letters<false>},
    Row{"lt", &compares<Comparison::kLess>},
    Row{"mapping", &has_kind<Kind::kDict>},
    Row{"ne", &compares<Comparison::kNotEqual>},
    Row{"none", &has_kind<Kind::kNone>},
    Row{"number", &number},
    Row{"odd", &odd},
    Row{"sameas", &same_as},
    Row{"sequence", &sequence},
    Row{"string", &has_kind<Kind::kString>},
    Row{"test", &is_test},
    Row{"true", &is_flag<true>},
    Row{"undefined", &has_kind<Kind::kUndefined>},
    Row{"upper", &letters<true>},
};

}  // namespace

Condition find_condition(std::string_view name) {
  for (const Row& row : kConditions)
    if (row.name == name) return row.condition;
  return nullptr;
}

}  // namespace dragoman::templates
