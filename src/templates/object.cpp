#include "templates/object.h"

#include <algorithm>

#include "templates/operators.h"

namespace dragoman::templates {

const Value* Arguments::find(std::string_view name) const {
  for (const auto& [key, value] : named)
    if (key == name) return &value;
  return nullptr;
}

Bound::Bound(Run& run, std::string_view function, const Arguments& arguments,
             std::initializer_list<std::string_view> parameters, size_t required)
    : function_(function), values_(parameters.size()) {
  if (arguments.positional.size() > parameters.size())
    run.fail("{} takes at most {} arguments, not {}", function, parameters.size(),
             arguments.positional.size());
  std::copy(arguments.positional.begin(), arguments.positional.end(), values_.begin());
  for (const auto& [name, value] : arguments.named) {
    const auto* found = std::find(parameters.begin(), parameters.end(), name);
    if (found == parameters.end()) run.fail("{} has no argument {}", function, name);
    auto& slot = values_[static_cast<size_t>(found - parameters.begin())];
    if (slot) run.fail("{} got its argument {} twice", function, name);
    slot = value;
  }
  for (size_t i = 0; i < required; ++i)
    if (!values_[i]) run.fail("{} needs its argument {}", function, *(parameters.begin() + i));
}

int64_t Bound::integer(Run& run, size_t i, int64_t fallback) const {
  if (!values_[i]) return fallback;
  if (!values_[i]->is_integral())
    run.fail("{} needs an integer, not {}", function_, type_name(*values_[i]));
  return values_[i]->integer();
}

bool Bound::flag(Run& run, size_t i, bool fallback) const {
  return values_[i] ? truth(run, *values_[i]) : fallback;
}

Value Object::call(Run& run, const Arguments&) { run.fail("a {} can't be called", type()); }

std::string Object::repr(Run& run) { run.fail("a {} has no text", type()); }

Value Function::call(Run& run, const Arguments& arguments) { return body_(run, arguments); }

Value make_function(Function::Body body, int depth) {
  return Value(std::shared_ptr<Object>(std::make_shared<Function>(std::move(body), depth)));
}

Value call(Run& run, const Value& function, const Arguments& arguments) {
  run.step();
  if (function.is_undefined()) run.fail_with(function.message());
  if (!function.is(Kind::kObject)) run.fail("a {} can't be called", type_name(function));
  const Run::Call depth(run);
  return function.object().call(run, arguments);
}

}  // namespace dragoman::templates
