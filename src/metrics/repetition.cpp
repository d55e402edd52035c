// How much of a translation repeats itself: loops score near 100, ordinary prose near 0.
#include <set>

#include "metrics/catalog.h"
#include "metrics/ratio_metric.h"
#include "metrics/units.h"

namespace dragoman::metrics {
namespace {

struct RepetitionConfig : UnitConfig {
  int64_t order = 4;

  template <class Visitor>
  void fields(Visitor& visit) {
    UnitConfig::fields(visit);
    visit("order", order, "length of the repeated n-grams", config::Range{1, 100});
  }
};

// N-grams that occurred before in the same hypothesis, of all its n-grams.
class Repetition final : public RatioMetric {
 public:
  explicit Repetition(RepetitionConfig config)
      : RatioMetric({.name = "repetition",
                     .higher_is_better = false,
                     .needs_references = false,
                     .signature = {{"unit", "u", config.unit},
                                   {"order", "n", std::to_string(config.order)}}}),
        unit_(std::move(config.unit)),
        order_(static_cast<size_t>(config.order)) {}

 private:
  Ratio measure(std::string_view hypothesis, const Segment&) const override {
    Vocabulary vocabulary;
    const auto symbols = add_units(hypothesis, unit_, vocabulary);
    if (symbols.size() < order_) return {};
    std::set<std::vector<Symbol>> distinct;
    const size_t ngrams = symbols.size() - order_ + 1;
    for (size_t i = 0; i < ngrams; ++i)
      distinct.emplace(symbols.begin() + static_cast<ptrdiff_t>(i),
                       symbols.begin() + static_cast<ptrdiff_t>(i + order_));
    return {static_cast<double>(ngrams - distinct.size()), static_cast<double>(ngrams)};
  }

  std::string unit_;
  size_t order_;
};

}  // namespace

Entry repetition() {
  return config::make_entry<Metric, Repetition, RepetitionConfig>(
      "repetition",
      "Share of the translation's n-grams that repeat an earlier one; lower is better.");
}

}  // namespace dragoman::metrics
