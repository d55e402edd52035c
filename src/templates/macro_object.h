// A macro, or the body of a call block, with the names around it.
#pragma once

#include "templates/evaluator.h"

namespace dragoman::templates {

// Lives no longer than its evaluator.
class MacroObject final : public Object {
 public:
  MacroObject(Evaluator& evaluator, const Macro& macro, Scope& around)
      : evaluator_(evaluator), macro_(macro), around_(around) {}

  std::string_view type() const override { return "Macro"; }
  bool callable() const override { return true; }
  Value call(Run& run, const Arguments& arguments) override;
  std::optional<Value> attribute(Run& run, std::string_view name) override;
  std::string repr(Run& run) override;

 private:
  void bind(Run& run, const Arguments& arguments, Scope& scope) const;
  void bind_rest(Run& run, const Arguments& arguments, Scope& scope) const;

  Evaluator& evaluator_;
  const Macro& macro_;
  Scope& around_;
};

}  // namespace dragoman::templates
