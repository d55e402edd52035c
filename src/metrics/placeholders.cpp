// Whether the places that a program fills in arrive: {name}, {{name}}, ${name}, %1$s, %(name)d, %@.
#include "metrics/catalog.h"
#include "metrics/preservation.h"

namespace dragoman::metrics {
namespace {

struct PlaceholdersConfig {
  std::string pattern = R"(\$?\{\{?[^{}]*\}?\}|%(?:\(\w+\)|\d+\$)?[-+#0]*\d*(?:\.\d+)?)"
                        R"((?:hh|h|ll|l|z|j|t|L)?[diouxXeEfFgGcs@](?![A-Za-z]))";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("pattern", pattern, "regular expression of a placeholder");
  }
};

class Placeholders final : public Preservation {
 public:
  explicit Placeholders(const PlaceholdersConfig& config)
      : Preservation(
            "placeholders", matches_of(config.pattern),
            {{"pattern", "p",
              config.pattern == PlaceholdersConfig{}.pattern ? "usual" : config.pattern}}) {}
};

}  // namespace

Entry placeholders() {
  return config::make_entry<Metric, Placeholders, PlaceholdersConfig>(
      "placeholders", "Share of placeholders that source and translation have in common.");
}

}  // namespace dragoman::metrics
