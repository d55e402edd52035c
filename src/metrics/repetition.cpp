// How much of a translation repeats itself: loops score near 100, ordinary prose near 0.
#include <algorithm>

#include "metrics/catalog.h"
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

struct NothingPrepared final : PreparedReference {};

// Statistics: n-grams that occurred before in the same hypothesis, and all of them.
class Repetition final : public Metric {
 public:
  explicit Repetition(RepetitionConfig config)
      : Metric({.name = "repetition",
                .statistics = 2,
                .higher_is_better = false,
                .needs_references = false,
                .signature = {{"unit", "u", config.unit},
                              {"order", "n", std::to_string(config.order)}}}),
        unit_(std::move(config.unit)),
        order_(static_cast<size_t>(config.order)) {}

  void statistics(std::string_view hypothesis, const PreparedReference&,
                  std::span<double> out) const override {
    Vocabulary vocabulary;
    const auto symbols = add_units(hypothesis, unit_, vocabulary);
    std::fill(out.begin(), out.end(), 0.0);
    if (symbols.size() < order_) return;
    std::vector<std::span<const Symbol>> ngrams;
    for (size_t i = 0; i + order_ <= symbols.size(); ++i)
      ngrams.push_back(std::span(symbols).subspan(i, order_));
    std::sort(ngrams.begin(), ngrams.end(), [](const auto& a, const auto& b) {
      return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
    });
    const auto distinct =
        std::unique(ngrams.begin(), ngrams.end(), [](const auto& a, const auto& b) {
          return std::equal(a.begin(), a.end(), b.begin(), b.end());
        });
    out[0] = static_cast<double>(ngrams.end() - distinct);
    out[1] = static_cast<double>(ngrams.size());
  }

  double score(std::span<const double> sums, Arithmetic) const override {
    return sums[1] == 0 ? 0.0 : 100.0 * sums[0] / sums[1];
  }

 private:
  std::unique_ptr<const PreparedReference> prepare_checked(const Segment&) const override {
    return std::make_unique<NothingPrepared>();
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
