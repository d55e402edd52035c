// M-ETA, the entity translation accuracy of SemEval-2025 Task 2 (Conia et al., 2024): a sentence is
// right when its translation holds any accepted name of its entity. Substrings of case-folded text;
// no tokens, no word boundaries.
#include "metrics/catalog.h"
#include "metrics/mentions.h"
#include "metrics/ratio_metric.h"
#include "text/normalize.h"

namespace dragoman::metrics {
namespace {

// Sentences without an accepted name have no say.
class MEta final : public RatioMetric {
 public:
  MEta() : RatioMetric({.name = "M-ETA", .needs_references = false, .needs_mentions = true}) {}

 private:
  Ratio measure(std::string_view hypothesis, const Segment& segment) const override {
    if (segment.mentions.empty()) return {};
    return {holds_any(text::fold_case(hypothesis), segment.mentions) ? 1.0 : 0.0, 1.0};
  }
};

}  // namespace

Entry m_eta() {
  return config::make_entry<Metric, MEta>(
      "m-eta", "Share of entities whose translation holds one of their accepted names.");
}

}  // namespace dragoman::metrics
