// How long translations are: 100 times their length over that of the reference.
#include "metrics/catalog.h"
#include "metrics/units.h"

namespace dragoman::metrics {
namespace {

struct PreparedLength final : PreparedReference {
  double length = 0.0;  // mean over the references
};

double length_of(std::string_view text, const std::string& unit) {
  Vocabulary vocabulary;
  return static_cast<double>(add_units(text, unit, vocabulary).size());
}

// Statistics: the two lengths. 100 is the aim, so neither direction is better.
class LengthRatio final : public Metric {
 public:
  explicit LengthRatio(UnitConfig config)
      : Metric(
            {.name = "length_ratio", .statistics = 2, .signature = {{"unit", "u", config.unit}}}),
        unit_(std::move(config.unit)) {}

  void statistics(std::string_view hypothesis, const PreparedReference& reference,
                  std::span<double> out) const override {
    out[0] = length_of(hypothesis, unit_);
    out[1] = static_cast<const PreparedLength&>(reference).length;
  }

  double score(std::span<const double> sums, Arithmetic) const override {
    return sums[1] == 0 ? 0.0 : 100.0 * sums[0] / sums[1];
  }

 private:
  std::unique_ptr<const PreparedReference> prepare_checked(const Segment& segment) const override {
    auto prepared = std::make_unique<PreparedLength>();
    for (const std::string& reference : segment.references)
      prepared->length += length_of(reference, unit_);
    prepared->length /= static_cast<double>(segment.references.size());
    return prepared;
  }

  std::string unit_;
};

}  // namespace

Entry length_ratio() {
  return config::make_entry<Metric, LengthRatio, UnitConfig>(
      "length_ratio", "Length of the translation over that of the reference, in percent.");
}

}  // namespace dragoman::metrics
