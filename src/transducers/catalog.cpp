// One line a transducer; each is a file of its own.
#include "transducers/catalog.h"

#include <fmt/format.h>

#include "config/recipe.h"

namespace dragoman::transducers {

#define FOR_EACH_TRANSDUCER(X) \
  X(s1)                        \
  X(s2)

#define DECLARE(name) Entry name();
FOR_EACH_TRANSDUCER(DECLARE)
#undef DECLARE

const Catalog& catalog() {
#define ROW(name) name(),
  static const Catalog entries("transducer", {FOR_EACH_TRANSDUCER(ROW)});
#undef ROW
  return entries;
}

std::unique_ptr<Transducer> from_settings(std::string_view name,
                                          const std::vector<std::string>& settings) {
  config::Value root = config::parse_toml("", "transducer");
  config::apply_override(root, fmt::format("--name={}", name));
  for (const std::string& setting : settings) config::apply_override(root, setting);
  return config::read<Choice>(root).part.make();
}

}  // namespace dragoman::transducers
