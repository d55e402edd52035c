// What every template can name: range, dict, namespace, cycler, joiner, raise_exception and
// strftime_now.
#pragma once

#include <optional>
#include <string_view>

#include "templates/object.h"

namespace dragoman::templates {

std::optional<Value> find_global(std::string_view name);

// namespace(): the one value that `set` can change from inside a loop.
class Namespace final : public Object {
 public:
  std::string_view type() const override { return "Namespace"; }
  std::optional<Value> attribute(Run& run, std::string_view name) override;
  std::string repr(Run& run) override;
  void release() override { entries_ = Dict(); }
  // Names that begin with an underscore are refused.
  void set(Run& run, const Value& name, Value value);

 private:
  Dict entries_;
};

}  // namespace dragoman::templates
