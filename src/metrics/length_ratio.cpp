// How long translations are: 100 times their length over that of the reference.
#include "metrics/catalog.h"
#include "metrics/ratio_metric.h"
#include "metrics/units.h"

namespace dragoman::metrics {
namespace {

double length_of(std::string_view text, const std::string& unit) {
  Vocabulary vocabulary;
  return static_cast<double>(add_units(text, unit, vocabulary).size());
}

// Over the mean of several references. 100 is the aim, so neither direction is better.
class LengthRatio final : public RatioMetric {
 public:
  explicit LengthRatio(UnitConfig config)
      : RatioMetric({.name = "length_ratio", .signature = {{"unit", "u", config.unit}}}),
        unit_(std::move(config.unit)) {}

 private:
  Ratio measure(std::string_view hypothesis, const Segment& segment) const override {
    double length = 0.0;
    for (const std::string& reference : segment.references) length += length_of(reference, unit_);
    return {length_of(hypothesis, unit_), length / static_cast<double>(segment.references.size())};
  }

  std::string unit_;
};

}  // namespace

Entry length_ratio() {
  return config::make_entry<Metric, LengthRatio, UnitConfig>(
      "length_ratio", "Length of the translation over that of the reference, in percent.");
}

}  // namespace dragoman::metrics
