// Every way of merging, one line each.
#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/nearest.h"
#include "merging/method.h"

#define FOR_EACH_METHOD(X) \
  X(linear)                \
  X(slerp)                 \
  X(task_arithmetic)       \
  X(ties)                  \
  X(dare_linear)           \
  X(dare_ties)             \
  X(model_stock)           \
  X(obim)

namespace dragoman::merging {

#define DECLARE(name) Method name##_method();
FOR_EACH_METHOD(DECLARE)

std::span<const Method> methods() {
#define ROW(name) name##_method(),
  static const std::array entries{FOR_EACH_METHOD(ROW)};
  return entries;
}

const Method& find_method(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Method& method : methods()) {
    if (method.name == name) return method;
    names.emplace_back(method.name);
  }
  throw_input("merge: no method {}; {}", name, suggestion(name, names));
}

}  // namespace dragoman::merging
