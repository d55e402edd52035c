// int, float, round and abs.
#include <array>
#include <cmath>
#include <cstdio>

#include "templates/filters.h"
#include "templates/numbers.h"
#include "templates/operators.h"

namespace dragoman::templates {
namespace {

Value to_int(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "int", arguments, {"default", "base"});
  const Value fallback = bound.value(0, Value(int64_t{0}));
  if (self.is_undefined()) run.fail_with(self.message());
  if (self.is_integral()) return Value(self.integer());
  if (self.is(Kind::kFloat)) {
    if (std::isnan(self.number())) return fallback;
    return to_integer(run, self.number());
  }
  if (!self.is_string()) return fallback;
  const int64_t base = bound.integer(run, 1, 10);
  constexpr int64_t kMostBase = 36;
  if (base == 0 || (base >= 2 && base <= kMostBase))
    if (const auto value = parse_integer(self.string(), static_cast<int>(base)))
      return Value(*value);
  const auto value = parse_float(self.string());
  return value && std::isfinite(*value) ? to_integer(run, *value) : fallback;
}

Value to_float(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "float", arguments, {"default"});
  const Value fallback = bound.value(0, Value(0.0));
  if (self.is_undefined()) run.fail_with(self.message());
  if (self.is_number()) return Value(self.number());
  if (!self.is_string()) return fallback;
  const auto value = parse_float(self.string());
  return value ? Value(*value) : fallback;
}

// To the even neighbour from the exact middle, as Python's round.
double rounded(double value, int64_t digits) {
  constexpr int64_t kMostDigits = 330;
  if (!std::isfinite(value) || digits > kMostDigits) return value;
  if (digits < 0) {
    const double unit = std::pow(10.0, static_cast<double>(-digits));
    return std::isinf(unit) ? std::copysign(0.0, value) : std::nearbyint(value / unit) * unit;
  }
  char buffer[700];
  std::snprintf(buffer, sizeof buffer, "%.*f", static_cast<int>(digits), value);
  return std::strtod(buffer, nullptr);
}

Value round_integer(Run& run, int64_t value, int64_t digits) {
  if (digits >= 0) return Value(value);
  constexpr int64_t kDigits = 18;
  if (digits < -kDigits) return Value(int64_t{0});
  int64_t unit = 1;
  for (int64_t i = 0; i < -digits; ++i) unit *= 10;
  int64_t whole = value / unit;
  const int64_t twice = std::abs(value % unit) * 2;
  if (twice > unit || (twice == unit && whole % 2 != 0)) whole += value < 0 ? -1 : 1;
  return arithmetic(run, Arithmetic::kMultiply, Value(whole), Value(unit));
}

Value round_filter(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "round", arguments, {"precision", "method"});
  if (!self.is_number()) run.fail("round needs a number, not a {}", type_name(self));
  const int64_t digits = bound.integer(run, 0, 0);
  std::string method = "common";
  if (bound.has(1) && bound[1].is_string()) method = bound[1].string();
  if (method == "common")
    return self.is_integral() ? round_integer(run, self.integer(), digits)
                              : Value(rounded(self.number(), digits));
  if (method != "ceil" && method != "floor")
    run.fail("round knows the methods common, ceil and floor");
  const double unit = std::pow(10.0, static_cast<double>(digits));
  const double scaled = self.number() * unit;
  const Value whole = to_integer(run, method == "ceil" ? std::ceil(scaled) : std::floor(scaled));
  return Value(static_cast<double>(whole.integer()) / unit);
}

Value abs_filter(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "abs", arguments, {});
  if (self.is(Kind::kFloat)) return Value(std::fabs(self.number()));
  if (!self.is_integral()) run.fail("abs needs a number, not a {}", type_name(self));
  return self.integer() < 0 ? negate(run, self) : Value(self.integer());
}

constexpr std::array kFilters{
    Filter{"abs", &abs_filter},
    Filter{"float", &to_float},
    Filter{"int", &to_int},
    Filter{"round", &round_filter},
};

}  // namespace

std::span<const Filter> number_filters() { return kFilters; }

}  // namespace dragoman::templates
