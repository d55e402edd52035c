// The edit distance as a metric: edits per hundred characters (words, tokens), pooled over the
// corpus.
#include "metrics/catalog.h"
#include "metrics/edit_distance.h"
#include "metrics/ratio_metric.h"

namespace dragoman::metrics {
namespace {

std::string unit_text(const EditConfig& config) {
  return config.unit == "token" ? config.tokenize : config.unit;
}

// Edits and length against the reference where their quotient is smallest.
class Edit final : public RatioMetric {
 public:
  explicit Edit(EditConfig config)
      : RatioMetric({.name = "edit",
                     .higher_is_better = false,
                     .signature = {{"case", "c", config.lowercase ? "lc" : "mixed"},
                                   {"unit", "u", unit_text(config)},
                                   {"length", "l", config.normalizer}}}),
        config_(std::move(config)) {}

 private:
  Ratio measure(std::string_view hypothesis, const Segment& segment) const override {
    EditDistance best = edit_distance(hypothesis, segment.references.front(), config_);
    for (const std::string& reference : segment.references.subspan(1)) {
      const EditDistance other = edit_distance(hypothesis, reference, config_);
      if (other.normalized() < best.normalized()) best = other;
    }
    return {static_cast<double>(best.edits), static_cast<double>(best.length)};
  }

  EditConfig config_;
};

}  // namespace

Entry edit() {
  return config::make_entry<Metric, Edit, EditConfig>(
      "edit", "Edit distance per hundred characters, words or tokens; lower is better.");
}

}  // namespace dragoman::metrics
