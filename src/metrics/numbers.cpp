// Whether the numbers of the source arrive.
#include "text/numbers.h"
#include "metrics/catalog.h"
#include "metrics/preservation.h"

namespace dragoman::metrics {
namespace {

struct NumbersConfig {
  int64_t min_digits = 1;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("min_digits", min_digits, "shorter numbers, which are often written out, do not count",
          config::at_least(1));
  }
};

class Numbers final : public Preservation {
 public:
  explicit Numbers(const NumbersConfig& config)
      : Preservation("numbers",
                     [least = static_cast<size_t>(config.min_digits)](std::string_view text) {
                       return text::numbers_in(text, least);
                     },
                     {{"digits", "d", std::to_string(config.min_digits)}}) {}
};

}  // namespace

Entry numbers() {
  return config::make_entry<Metric, Numbers, NumbersConfig>(
      "numbers", "Share of numbers that source and translation have in common.");
}

}  // namespace dragoman::metrics
