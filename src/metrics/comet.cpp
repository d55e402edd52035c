// COMET (Rei et al. 2020, 2022): how good a translation is, given its source and a reference.
#include "metrics/catalog.h"
#include "metrics/learned_metric.h"

namespace dragoman::metrics {
namespace {

class Comet final : public LearnedMetric {
 public:
  explicit Comet(const LearnedConfig& config)
      : LearnedMetric("COMET", config, ReferenceUse::kIfThere) {}
};

}  // namespace

Entry comet() {
  return config::make_entry<Metric, Comet, LearnedConfig>(
      "comet", "COMET, with a model's folder: learned from human judgements of translations.");
}

}  // namespace dragoman::metrics
