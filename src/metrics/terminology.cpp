// Terminology accuracy, as WMT's terminology tasks count it: the share of a glossary's terms in the
// sources that the translations render with a term of the glossary, whatever the case; endings may
// be added to it.
#include "metrics/catalog.h"
#include "metrics/mentions.h"
#include "metrics/ratio_metric.h"
#include "text/normalize.h"

namespace dragoman::metrics {
namespace {

class Terminology final : public RatioMetric {
 public:
  Terminology()
      : RatioMetric({.name = "terminology", .needs_references = false, .needs_terms = true}) {}

 private:
  Ratio measure(std::string_view hypothesis, const Segment& segment) const override {
    const std::string folded = text::fold_case(hypothesis);
    Ratio found;
    for (const auto& translations : segment.terms) {
      found.whole += 1.0;
      if (holds_any(folded, translations)) found.part += 1.0;
    }
    return found;
  }
};

}  // namespace

Entry terminology() {
  return config::make_entry<Metric, Terminology>(
      "terminology", "Share of the glossary's terms that are translated as it says.");
}

}  // namespace dragoman::metrics
