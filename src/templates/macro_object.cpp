#include "templates/macro_object.h"

#include <algorithm>

namespace dragoman::templates {
namespace {

bool is_parameter(const Macro& macro, std::string_view name) {
  return std::any_of(macro.parameters.begin(), macro.parameters.end(),
                     [&](const Parameter& parameter) { return parameter.name == name; });
}

}  // namespace

Value MacroObject::call(Run& run, const Arguments& arguments) {
  const auto before = evaluator_.mark();
  Scope& scope = evaluator_.open_scope(&around_);
  bind(run, arguments, scope);
  bind_rest(run, arguments, scope);
  std::string text;
  evaluator_.execute(macro_.body, scope, text);
  evaluator_.rewind(before);
  return run.text(std::move(text));
}

// Defaults may name the parameters before them.
void MacroObject::bind(Run& run, const Arguments& arguments, Scope& scope) const {
  for (size_t i = 0; i < macro_.parameters.size(); ++i) {
    const Parameter& parameter = macro_.parameters[i];
    const Value* named = arguments.find(parameter.name);
    if (i < arguments.positional.size()) {
      if (named) run.fail("the macro {} got {} twice", macro_.name, parameter.name);
      scope.set(parameter.symbol, arguments.positional[i]);
    } else if (named) {
      scope.set(parameter.symbol, *named);
    } else if (parameter.fallback) {
      scope.set(parameter.symbol, evaluator_.evaluate(*parameter.fallback, scope));
    } else {
      scope.set(parameter.symbol,
                run.undefined("the parameter '{}' was not given", parameter.name));
    }
  }
}

void MacroObject::bind_rest(Run& run, const Arguments& arguments, Scope& scope) const {
  Dict more;
  for (const auto& [name, value] : arguments.named) {
    if (is_parameter(macro_, name) || (name == "caller" && macro_.uses_caller)) continue;
    if (!macro_.uses_kwargs) run.fail("the macro {} has no parameter {}", macro_.name, name);
    more.set(run, run.text(name), value);
  }
  const size_t used = std::min(arguments.positional.size(), macro_.parameters.size());
  const bool too_many = used < arguments.positional.size();
  if (too_many && !macro_.uses_varargs)
    run.fail("the macro {} takes at most {} arguments", macro_.name, macro_.parameters.size());
  const auto set = [&](const char* name, Value value) {
    scope.set(evaluator_.symbol(name), std::move(value));
  };
  if (macro_.uses_kwargs) set("kwargs", Value(std::make_shared<const Dict>(std::move(more))));
  if (macro_.uses_varargs)
    set("varargs", run.tuple(Items(arguments.positional.begin() + static_cast<int64_t>(used),
                                   arguments.positional.end())));
  if (!macro_.uses_caller || is_parameter(macro_, "caller")) return;
  const Value* caller = arguments.find("caller");
  set("caller", caller ? *caller : run.undefined("no caller defined"));
}

std::optional<Value> MacroObject::attribute(Run& run, std::string_view name) {
  if (name == "name") return run.text(macro_.name);
  return std::nullopt;
}

std::string MacroObject::repr(Run&) { return "<Macro '" + macro_.name + "'>"; }

}  // namespace dragoman::templates
