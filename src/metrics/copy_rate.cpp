// How much of a translation is simply the source: a guard against the oldest way to please a
// metric.
#include <algorithm>

#include "metrics/catalog.h"
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

struct PreparedSource final : PreparedReference {
  PreparedSource(Vocabulary vocabulary_in, const std::vector<Symbol>& symbols, int order)
      : vocabulary(std::move(vocabulary_in)), ngrams(std::span(&symbols, 1), order) {}

  Vocabulary vocabulary;
  NgramTable ngrams;
};

// Statistics: the hypothesis's n-grams that the source has too (at most as often), and all of them.
// A hypothesis shorter than the order is measured by the longest n-gram it has.
class CopyRate final : public Metric {
 public:
  explicit CopyRate(CopyRateConfig config)
      : Metric({.name = "copy_rate",
                .statistics = 2,
                .higher_is_better = false,
                .needs_source = true,
                .needs_references = false,
                .signature = {{"unit", "u", config.unit},
                              {"order", "n", std::to_string(config.order)}}}),
        unit_(std::move(config.unit)),
        order_(static_cast<size_t>(config.order)) {}

  void statistics(std::string_view hypothesis, const PreparedReference& reference,
                  std::span<double> out) const override {
    const auto& source = static_cast<const PreparedSource&>(reference);
    const auto symbols = find_units(hypothesis, unit_, source.vocabulary);
    const size_t order = std::min(order_, symbols.size());
    std::fill(out.begin(), out.end(), 0.0);
    if (order == 0) return;
    std::vector<int64_t> matches(order_);
    source.ngrams.match(symbols, matches);
    out[0] = static_cast<double>(matches[order - 1]);
    out[1] = static_cast<double>(symbols.size() - order + 1);
  }

  double score(std::span<const double> sums, Arithmetic) const override {
    return sums[1] == 0 ? 0.0 : 100.0 * sums[0] / sums[1];
  }

 private:
  std::unique_ptr<const PreparedReference> prepare_checked(const Segment& segment) const override {
    Vocabulary vocabulary;
    const auto symbols = add_units(segment.source, unit_, vocabulary);
    return std::make_unique<PreparedSource>(std::move(vocabulary), symbols,
                                            static_cast<int>(order_));
  }

  std::string unit_;
  size_t order_;
};

}  // namespace

Entry copy_rate() {
  return config::make_entry<Metric, CopyRate, CopyRateConfig>(
      "copy_rate", "Share of the translation's words that the source has too; lower is better.");
}

}  // namespace dragoman::metrics
