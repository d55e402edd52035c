// Python's operators on template values. What Python refuses with a TypeError is the template's
// error.
#pragma once

#include "templates/run.h"
#include "templates/value.h"

namespace dragoman::templates {

enum class Arithmetic { kAdd, kSubtract, kMultiply, kDivide, kFloorDivide, kModulo, kPower };
enum class Comparison { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };

bool truth(Run& run, const Value& value);
bool equal(Run& run, const Value& left, const Value& right);
bool less(Run& run, const Value& left, const Value& right);
bool compare(Run& run, Comparison how, const Value& left, const Value& right);
// element in container
bool contains(Run& run, const Value& container, const Value& element);
bool is_hashable(const Value& value);

Value arithmetic(Run& run, Arithmetic how, const Value& left, const Value& right);
Value negate(Run& run, const Value& value);
Value positive(Run& run, const Value& value);

// int(x) of a float; outside 64 bits it is the template's error.
Value to_integer(Run& run, double value);

}  // namespace dragoman::templates
