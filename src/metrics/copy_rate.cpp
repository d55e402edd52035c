// How much of a translation is simply the source: a guard against the oldest way to please a
// metric.
#include <algorithm>

#include "metrics/catalog.h"
#include "metrics/ratio_metric.h"
#include "metrics/units.h"

namespace dragoman::metrics {
namespace {

struct CopyRateConfig : UnitConfig {
  int64_t order = 1;

  template <class Visitor>
  void fields(Visitor& visit) {
    UnitConfig::fields(visit);
    visit("order", order, "length of the copied n-grams", config::Range{1, 20});
  }
};

// The hypothesis's n-grams that the source has too (at most as often), of all of them. A hypothesis
// shorter than the order is measured by the longest n-gram it has.
class CopyRate final : public RatioMetric {
 public:
  explicit CopyRate(CopyRateConfig config)
      : RatioMetric({.name = "copy_rate",
                     .higher_is_better = false,
                     .needs_source = true,
                     .needs_references = false,
                     .signature = {{"unit", "u", config.unit},
                                   {"order", "n", std::to_string(config.order)}}}),
        config_(std::move(config)) {}

 private:
  Ratio measure(std::string_view hypothesis, const Segment& segment) const override {
    Vocabulary vocabulary;
    const auto source = add_units(segment.source, config_.unit, vocabulary);
    const auto symbols = find_units(hypothesis, config_.unit, vocabulary);
    const size_t order = std::min(static_cast<size_t>(config_.order), symbols.size());
    if (order == 0) return {};
    std::vector<int64_t> matches(order);
    NgramTable(std::span(&source, 1), static_cast<int>(order)).match(symbols, matches);
    return {static_cast<double>(matches.back()), static_cast<double>(symbols.size() - order + 1)};
  }

  CopyRateConfig config_;
};

}  // namespace

Entry copy_rate() {
  return config::make_entry<Metric, CopyRate, CopyRateConfig>(
      "copy_rate", "Share of the translation's words that the source has too; lower is better.");
}

}  // namespace dragoman::metrics
