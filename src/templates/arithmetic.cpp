// + - * / // % ** on numbers and sequences, as Python does them.
#include <cmath>
#include <limits>

#include "templates/formatting.h"
#include "templates/operators.h"
#include "templates/unicode_text.h"

namespace dragoman::templates {
namespace {

constexpr const char* kSymbols[] = {"+", "-", "*", "/", "//", "%", "**"};

[[noreturn]] void overflow(Run& run) { run.fail("an integer does not fit into 64 bits"); }

int64_t integer_power(Run& run, int64_t base, int64_t exponent) {
  int64_t result = 1;
  while (exponent > 0) {
    if ((exponent & 1) && __builtin_mul_overflow(result, base, &result)) overflow(run);
    exponent >>= 1;
    if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) overflow(run);
  }
  return result;
}

int64_t floor_divide(Run& run, int64_t a, int64_t b) {
  if (b == 0) run.fail("division by zero");
  if (b == -1) {
    int64_t negated = 0;
    if (__builtin_sub_overflow(int64_t{0}, a, &negated)) overflow(run);
    return negated;
  }
  const int64_t quotient = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

Value on_integers(Run& run, Arithmetic how, int64_t a, int64_t b) {
  int64_t result = 0;
  bool overflows = false;
  switch (how) {
    case Arithmetic::kAdd: overflows = __builtin_add_overflow(a, b, &result); break;
    case Arithmetic::kSubtract: overflows = __builtin_sub_overflow(a, b, &result); break;
    case Arithmetic::kMultiply: overflows = __builtin_mul_overflow(a, b, &result); break;
    case Arithmetic::kFloorDivide: result = floor_divide(run, a, b); break;
    case Arithmetic::kModulo:
      if (b == 0) run.fail("modulo by zero");
      result = b == -1 ? 0 : a - floor_divide(run, a, b) * b;
      break;
    case Arithmetic::kDivide:
      if (b == 0) run.fail("division by zero");
      return Value(static_cast<double>(static_cast<long double>(a) / static_cast<long double>(b)));
    case Arithmetic::kPower:
      if (b >= 0) return Value(integer_power(run, a, b));
      if (a == 0) run.fail("0 to a negative power");
      return Value(std::pow(static_cast<double>(a), static_cast<double>(b)));
  }
  if (overflows) overflow(run);
  return Value(result);
}

// The quotient rounded down, and the remainder with the divisor's sign.
std::pair<double, double> divide_floats(double a, double b) {
  double remainder = std::fmod(a, b);
  double quotient = (a - remainder) / b;
  if (remainder == 0.0) {
    remainder = std::copysign(0.0, b);
  } else if ((b < 0) != (remainder < 0)) {
    remainder += b;
    quotient -= 1.0;
  }
  if (quotient == 0.0) return {std::copysign(0.0, a / b), remainder};
  double floored = std::floor(quotient);
  if (quotient - floored > 0.5) floored += 1.0;
  return {floored, remainder};
}

Value on_floats(Run& run, Arithmetic how, double a, double b) {
  switch (how) {
    case Arithmetic::kAdd: return Value(a + b);
    case Arithmetic::kSubtract: return Value(a - b);
    case Arithmetic::kMultiply: return Value(a * b);
    case Arithmetic::kPower: {
      if (a == 0.0 && b < 0.0) run.fail("0 to a negative power");
      if (a < 0.0 && std::isfinite(a) && std::isfinite(b) && b != std::floor(b))
        run.fail("a negative number to a fractional power");
      const double result = std::pow(a, b);
      if (std::isinf(result) && std::isfinite(a) && std::isfinite(b))
        run.fail("a power is too large for a float");
      return Value(result);
    }
    default: break;
  }
  if (b == 0.0) run.fail("division by zero");
  if (how == Arithmetic::kDivide) return Value(a / b);
  const auto [quotient, remainder] = divide_floats(a, b);
  return Value(how == Arithmetic::kModulo ? remainder : quotient);
}

Value concatenate(Run& run, const Value& left, const Value& right) {
  if (!left.is_string()) {
    Items items = left.items();
    items.insert(items.end(), right.items().begin(), right.items().end());
    return left.is(Kind::kTuple) ? run.tuple(std::move(items)) : run.list(std::move(items));
  }
  if (!left.is_markup() && !right.is_markup()) {
    run.charge(static_cast<int64_t>(left.string().size() + right.string().size()));
    return run.text(left.string() + right.string());
  }
  const auto safe = [](const Value& value) {
    return value.is_markup() ? value.string() : escape_html(value.string());
  };
  return run.markup(safe(left) + safe(right));
}

Value repeat(Run& run, const Value& value, int64_t count) {
  count = std::max<int64_t>(count, 0);
  const bool text = value.is_string();
  const auto size =
      static_cast<int64_t>(text ? value.string().size() : value.items().size() * sizeof(Value));
  if (size == 0 || count == 0) count = size == 0 ? 1 : 0;
  if (size > 0 && count > run.limits().bytes / size) run.charge(run.limits().bytes + 1);
  run.charge(size * count);
  if (text) {
    std::string out;
    for (int64_t i = 0; i < count; ++i) out += value.string();
    return value.is_markup() ? run.markup(std::move(out)) : run.text(std::move(out));
  }
  Items items;
  for (int64_t i = 0; i < count; ++i)
    items.insert(items.end(), value.items().begin(), value.items().end());
  return value.is(Kind::kTuple) ? run.tuple(std::move(items)) : run.list(std::move(items));
}

bool repeats(const Value& value) {
  return value.is_string() || value.is(Kind::kList) || value.is(Kind::kTuple);
}

}  // namespace

Value arithmetic(Run& run, Arithmetic how, const Value& left, const Value& right) {
  if (how == Arithmetic::kModulo && left.is_string()) return format_percent(run, left, right);
  for (const Value* value : {&left, &right})
    if (value->is_undefined()) run.fail_with(value->message());
  if (left.is_integral() && right.is_integral())
    return on_integers(run, how, left.integer(), right.integer());
  if (left.is_number() && right.is_number())
    return on_floats(run, how, left.number(), right.number());
  if (how == Arithmetic::kAdd && repeats(left) && left.kind() == right.kind())
    return concatenate(run, left, right);
  if (how == Arithmetic::kMultiply && repeats(left) && right.is_integral())
    return repeat(run, left, right.integer());
  if (how == Arithmetic::kMultiply && repeats(right) && left.is_integral())
    return repeat(run, right, left.integer());
  run.fail("{} can't join a {} and a {}", kSymbols[static_cast<size_t>(how)], type_name(left),
           type_name(right));
}

Value negate(Run& run, const Value& value) {
  if (value.is_integral()) return on_integers(run, Arithmetic::kSubtract, 0, value.integer());
  if (value.is(Kind::kFloat)) return Value(-value.number());
  if (value.is_undefined()) run.fail_with(value.message());
  run.fail("- needs a number, not a {}", type_name(value));
}

Value positive(Run& run, const Value& value) {
  if (value.is_integral()) return Value(value.integer());
  if (value.is(Kind::kFloat)) return value;
  if (value.is_undefined()) run.fail_with(value.message());
  run.fail("+ needs a number, not a {}", type_name(value));
}

Value to_integer(Run& run, double value) {
  if (!std::isfinite(value)) run.fail("{} is no integer", value);
  const double whole = std::trunc(value);
  if (whole < -0x1p63 || whole >= 0x1p63) overflow(run);
  return Value(static_cast<int64_t>(whole));
}

}  // namespace dragoman::templates
