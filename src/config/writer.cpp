#include "config/writer.h"

#include <fmt/format.h>

namespace dragoman::config {

std::string toml_text(const Json& value) {
  if (value.is_null()) return "none";
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  if (value.is_array()) {
    std::vector<std::string> items;
    for (const Json& item : value) items.push_back(toml_text(item));
    return fmt::format("[{}]", fmt::join(items, ", "));
  }
  return to_line(value);
}

}  // namespace dragoman::config
